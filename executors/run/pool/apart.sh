# Starts a launcher apart from whoever asks for it: Nx kills the whole tree of its processes a few seconds
# after Ctrl-C, and a launcher that is killed cannot give its job back. This one belongs to nobody, and
# is asked to end as soon as whoever asked for it is gone, however that went.
#
# 3, 4 and 5 become the launcher's standard input, output and error. The end of 6 asks it to end; its exit
# code is written there.
# shellcheck shell=sh
(
  # A launcher that dies of a broken stream does not give its job back either.
  trap '' PIPE
  (
    trap '' TERM
    cat
    # One whose runner had nothing to do ends by itself.
    sleep 1
    kill -TERM 0
    sleep 10
    kill -KILL 0
  ) <&6 3<&- 4>&- 5>&- 6>&- &
  trap : TERM
  "$@" <&3 >&4 2>&5 3<&- 4>&- 5>&- 6>&-
  echo "$?" >&6
  # What it left of its group, and who waits above.
  kill -KILL 0
) &
