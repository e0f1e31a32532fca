/* A text in the user's editor. */
#ifndef ONESTOP_CLIENT_EDIT_H
#define ONESTOP_CLIENT_EDIT_H

#include "client/cli/cli.h"

/* Opens the text in $VISUAL, $EDITOR or vi and gives what it was left as, in the arena. The file is
 * the user's alone and goes afterwards. NULL (told) when the editor failed. */
const char *edit_text(struct cli *cli, const char *text);

#endif
