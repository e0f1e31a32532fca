# What the scripts share; read with `.`, after `root` is set to the source tree.
umask 022

say() { echo "$@" >&2; }
die() {
    say "$(basename "$0"): $*"
    exit 1
}

# as USER COMMAND… : runs it as USER when we are root, else as ourselves. exec is left to the caller.
as() {
    as_user=$1
    shift
    if [ "$(id -u)" -eq 0 ] && [ "$as_user" != root ]; then
        setpriv --reuid="$as_user" --regid="$(id -g "$as_user")" --init-groups -- "$@"
    else
        "$@"
    fi
}

# The users that PostgreSQL and the daemon run as.
database_user() { if [ "$(id -u)" -eq 0 ]; then echo postgres; else id -un; fi; }
daemon_user() { if [ "$(id -u)" -eq 0 ]; then echo onestop; else id -un; fi; }

ensure_daemon_user() {
    [ "$(id -u)" -eq 0 ] || return 0
    getent passwd onestop >/dev/null ||
        useradd --system --user-group --no-create-home --home-dir /nonexistent \
            --shell /usr/sbin/nologin onestop
}

# state_of DIR: where the data of DIR lives. That is DIR itself; but when root keeps the tree where
# other users cannot go (/root), they get a place under /var/lib/onestop.
state_of() {
    state=$(realpath -m "$1")
    if [ "$(id -u)" -eq 0 ]; then
        above=$state
        while [ ! -d "$above" ]; do above=$(dirname "$above"); done
        if ! as postgres test -x "$above" 2>/dev/null; then
            state=/var/lib/onestop/$(basename "$state")-$(printf %s "$state" | cksum | cut -d' ' -f1)
        fi
    fi
    echo "$state"
}

# process_is PID NAME: does PID run and is it called NAME? (One that has ended but was not waited for
# does not run.)
process_is() {
    [ -n "$1" ] && [ "$(cat "/proc/$1/comm" 2>/dev/null)" = "$2" ] &&
        ! grep -q '^State:[[:space:]]*Z' "/proc/$1/status" 2>/dev/null
}
