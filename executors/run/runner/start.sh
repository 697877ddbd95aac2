# Starts a runner: what it is told comes in on 3, what it tells goes out on 4, among all that is printed.
# Neither is inherited by what it starts, and who reads standard input there finds its end.
# shellcheck shell=sh
exec "$@" 3<&0 4>&1 0</dev/null 2>&1
