# Runs test functions, and starts gateways for them. The scripts deploy/test-* and .ci/run source
# this file. Each function of theirs that is called test_* is a test.
# shellcheck shell=bash disable=SC2154,SC2034,SC2120

# shellcheck source=deploy/lib/tools.sh
source "${BASH_SOURCE[0]%/*}/tools.sh"

limit_s=90 # of one wait
first_prepares=false
passed=0 failed=0 skipped=0
test_pid=
udp=0 tcp=0 # the ports of the next gateway; 0 for any free port
mapfile -t tests < <(sed -n 's/^test_\([a-z_]*\)() {.*/\1/p' "$0")

# Runs these tests, or all. If the first test prepares the others, it runs always. Returns 1 if a
# test failed, and 77 if some could not be tried.
run_tests() {
    local name
    (($# > 0)) || set -- "${tests[@]}"
    ! "$first_prepares" || [[ $1 == "${tests[0]}" ]] || set -- "${tests[0]}" "$@"
    for name in "$@"; do
        [[ " ${tests[*]} " == *" $name "* ]] || misused "no such test: $name"
        run_test "$name"
    done
    echo "$passed passed, $failed failed, $skipped could not be tried here, in $SECONDS s"
    ((failed == 0)) || return 1
    ((skipped == 0)) || return 77
}

# Runs a test in a shell of its own, where the first command that fails ends it. Shows the output of
# a test that fails, and of each test the lines that begin with "figure: ".
run_test() {
    local name=${1//_/ } log=$scratch/test.log code=0 began_s=$SECONDS
    work=$(mktemp -d -p "$scratch" "a test XXXXXX")
    chmod 755 "$work"
    began=$(date +'%F %T')
    set -m # a process group for the test
    "test_$1" </dev/null >"$log" 2>&1 &
    test_pid=$!
    set +m
    wait "$test_pid" || code=$?
    end_group "$test_pid"
    test_pid=
    case $code in
        0) passed=$((passed + 1)) name="ok      $name" ;;
        77) skipped=$((skipped + 1)) name="SKIPPED $name, not tried: $(tail -n 1 "$log")" ;;
        *) failed=$((failed + 1)) name="FAILED  $name, exit code $code" ;;
    esac
    ((code == 0 || code == 77)) || after_failure >>"$log" 2>&1 || true
    echo "$name ($((SECONDS - began_s)) s)"
    sed -n 's/^figure: /        /p' "$log"
    ((code == 0 || code == 77)) || sed 's/^/        /' "$log"
    find "$work" -type d -exec chmod u+w {} +
    rm -rf "$work"
}

# A script may redefine these two: what to do after a failed test, and at the end.
after_failure() { true; }
end_all() { true; }

# Makes the scratch folder in the folder $1. clean_up removes the scratch folder.
make_scratch() {
    scratch=$(mktemp -d -p "$1" sensorgate.XXXXXX)
    chmod 755 "$scratch"
    trap clean_up EXIT
    trap 'exit 130' INT TERM
}

clean_up() {
    end_group "$test_pid"
    end_all
    rm -rf --one-file-system "$scratch"
}

# Ends all processes of a group that are left.
end_group() {
    [[ -n $1 ]] || return 0
    kill -- "-$1" 2>/dev/null || true
    wait "$1" 2>/dev/null || true
}

skip() { echo "$1" && exit 77; }
tell() { printf '%s\n' "$@" && exit 1; }

# Returns true if a command prints this: prints TEXT COMMAND...
prints() {
    local said
    said=$("${@:2}")
    [[ $said == "$1" ]] && return
    echo "printed '$said' instead of '$1': ${*:2}"
    return 1
}

# Repeats a command until it succeeds, and ends the test if that takes too long.
await() {
    local deadline_s=$((SECONDS + limit_s))
    until "$@" >"$scratch/attempt" 2>&1; do
        ((SECONDS < deadline_s)) || tell "not so within $limit_s s: $*" "$(<"$scratch/attempt")"
        sleep 0.2
    done
}

# Copies the checkout to the folder $1, as a fresh clone would have it.
copy_checkout() {
    mkdir "$1"
    tar -C "$root" --exclude=./.git --exclude='./*/target' -cf - . | tar -C "$1" -xf -
}

# Starts a gateway with this command, on the ports `udp` and `tcp`, and waits until it is ready.
start_gateway() {
    sensorgate=$1
    gateway_log=$work/gateway.log
    : >"$gateway_log"
    "$sensorgate" run --udp.address=127.0.0.1 --udp.port="$udp" --tcp.address=127.0.0.1 \
        --tcp.port="$tcp" --state.directory="$work/state" "${@:2}" >"$gateway_log" 2>&1 &
    gateway_pid=$!
    await is_ready_or_gone
    cat "$gateway_log"
    grep -q ' ready$' "$gateway_log" || tell "the gateway did not start"
    udp=$(port_of UDP) tcp=$(port_of TCP)
}

stop_gateway() {
    local code=0
    kill -TERM "$gateway_pid"
    await is_gone "$gateway_pid"
    wait "$gateway_pid" || code=$?
    ((code == 0)) || tell "the gateway's exit code is $code" "$(tail -n 1 "$gateway_log")"
}

is_ready_or_gone() { grep -q ' ready$' "$gateway_log" || is_gone "$gateway_pid"; }
is_gone() { ! kill -0 "$1" 2>/dev/null; }
port_of() { sed -nE "s/.*$1 listens on .*:([0-9]+) for .*/\1/p" "$gateway_log"; }
