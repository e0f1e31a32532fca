/* Case references: short, speakable, checked, not guessable in sequence. "7K3M-9XQ4"
 *
 * 7 characters that are a keyed permutation of the case id, and a check character; alphabet of 29
 * (a prime): ten digits and ACDEFGHJKMNPQRTVWXY (no letter that looks like a digit). With weights
 * that are distinct and not 0 modulo 29, every single wrong character and every swap of neighbours
 * is caught. A permutation never gives one reference twice, and one is turned back into its id
 * without a look into the database. */
#ifndef ONESTOP_PROTO_REFERENCE_H
#define ONESTOP_PROTO_REFERENCE_H

#include <stddef.h>
#include <stdint.h>

enum { REFERENCE_TEXT = 10 };              /* 8 characters, a hyphen, NUL */
#define REFERENCE_IDS INT64_C(17249876309) /* 29^7 */

/* Writes the reference of an id (0 <= id < REFERENCE_IDS: whoever opens a case refuses what is
 * beyond). Same key, same reference. */
void reference_format(const uint8_t key[16], int64_t id, char text[REFERENCE_TEXT]);
/* The id of a reference; upper or lower case, with or without hyphens and spaces, with I L O S Z B
 * taken for the digits 1 1 0 5 2 8. -1 when it is not a reference or its check character is wrong.
 */
int64_t reference_parse(const uint8_t key[16], const char *text);
/* The ids whose references begin with a text of at least REFERENCE_BEGINNING characters, read as
 * above; of a whole one the id alone. Returns how many: 0 when it is no such beginning. */
enum { REFERENCE_BEGINNING = 5, REFERENCE_BEGUN = 841 }; /* 29^2: two digits are open */
size_t reference_begun(const uint8_t key[16], const char *text, int64_t ids[REFERENCE_BEGUN]);

#endif
