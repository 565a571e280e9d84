# Builds the program, and the class archive that halves its start time.
# deploy/sensorgate and deploy/package source this file.
# shellcheck shell=bash

# shellcheck source=deploy/lib/tools.sh
source "${BASH_SOURCE[0]%/*}/tools.sh"

# All commands use the same options, because a class archive fits only the options it was made with.
java_options=(
    -XX:+UseSerialGC            # the collector with no threads and the least memory of its own
    -Xmx16m                     # enough for every reading and the longest reply
    -Xmn1m                      # garbage of the start is collected soon: 3 MB less
    -XX:TrimNativeHeapInterval=30000  # ms; gives back the compiler's memory: 6 MB less
    -XX:-UsePerfData            # no file under /tmp that is written as long as the gateway runs
    --enable-native-access=sensorgate.core  # recvmmsg(2) receives the datagrams
    # Warnings go to stderr. An archive that does not fit is no warning: the start is only slower.
    -Xlog:disable '-Xlog:all=warning,aot*=off,cds*=off:stderr'
)
target=$root/device/target
modules=$target/modules
stamp=$modules/.stamp # holds the checksum of the sources of this build
sources=(pom.xml core/pom.xml device/pom.xml core/src/main device/src/main)
program=(--module-path "$modules" --module sensorgate.device/sensorgate.device.Main)
runner=() # an emulator, for an image of another machine

exec_java() { exec "${runner[@]}" "$jdk_home/bin/java" "${java_options[@]}" "$@"; }
run_java() { (exec_java "$@") </dev/null >/dev/null 2>&1; }

# Change times show cheaply that nothing happened: an edit, copy, move or removal gives the file or
# its folder a newer one. If there is a newer one, the checksum shows whether the sources differ.
is_built() {
    local now_s
    [[ -f $stamp ]] || return 1
    [[ -n $(cd "$root" && find "${sources[@]}" -cnewer "$stamp" -print -quit) ]] || return 0
    printf -v now_s '%(%s)T' -1
    [[ $(<"$stamp") == "$(checksum)" ]] || return 1
    touch -cd "@$now_s" "$stamp" 2>/dev/null || true # fails in a read-only checkout: no harm
}

checksum() (
    cd "$root" || exit
    find "${sources[@]}" -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum
)

build() {
    local log=$target/build.log sum
    say "building, once; takes half a minute on a PC and some minutes on a Pi" \
        "The first build on a machine also downloads Maven's plugins. Maven's log: $log"
    : >"$target/began" # an edit from now on is newer than this file, and so than the stamp
    sum=$(checksum)
    # Maven compares times, and would keep the class of a source that an older file has replaced.
    rm -rf -- "$modules" "$root"/{core,device}/target/classes
    if ! maven -Dmaven.test.skip=true package </dev/null 2>&1 | tee "$log" | show_progress; then
        grep -vE '\[INFO\]|^Download|^Progress' "$log" >&2 || true
        fail "the build failed; Maven's errors are above, its whole log is $log" \
            "The first build on a machine needs the network."
    fi
    echo "$sum" >"$stamp"
    touch -r "$target/began" "$stamp"
}

# Shows Maven's current step in one line of a terminal. Shows nothing where stderr is no terminal.
show_progress() {
    local line step=starting files=0
    [[ -t 2 ]] || exec 2>/dev/null
    while IFS= read -r line; do
        case $line in
            Downloaded*) files=$((files + 1)) ;;
            '[INFO] --- '*) step=${line#'[INFO] --- '} step=${step%% (*} ;;
            *) continue ;;
        esac
        printf '\r\e[K%s: %s, %d files downloaded' "${0##*/}" "$step" "$files" >&2
    done
    printf '\r\e[K' >&2
}

# Runs each command once, notes the classes it loads, and dumps these classes into the archive.
make_archive() {
    local made=$1 training=$1.training code=0
    rm -rf "$training"
    mkdir "$training"
    train version
    train check
    train send not-a-point # is not sent
    train poll --at 127.0.0.1:9 PING
    train_gateway || say "the gateway did not become ready; the archive lacks some of its classes"
    # Each list numbers its classes from 0. Without the numbers they become one list: the classes
    # first, then the lines about them. Sorted, because threads load classes in any order.
    sed -E '/^#/d; s/ id: [0-9]+$//' "$training"/*.list | LC_ALL=C sort -u |
        sed -n '/^@/!p; /^@/H; ${ x; s/^\n//; p }' >"$training/all"
    run_java -Xshare:dump -XX:+AOTClassLinking -XX:SharedClassListFile="$training/all" \
        -XX:SharedArchiveFile="$made" "${program[@]}" || code=$?
    rm -rf "$training"
    return "$code"
}

train() { run_java -XX:DumpLoadedClassList="$training/$1.list" "${program[@]}" "$@" || true; }

# A gateway on two free ports of this machine. The control socket is automatic because the path of
# this folder may be too long for a socket that is named.
train_gateway() (
    local log=$training/gateway.log deadline_s=$((SECONDS + 30)) pid
    RUNTIME_DIRECTORY=$training exec_java -XX:DumpLoadedClassList="$training/run.list" \
        "${program[@]}" run --udp.address=127.0.0.1 --udp.port=0 --tcp.address=127.0.0.1 \
        --tcp.port=0 --state.directory="$training/state" --journal.size=256k \
        --control.socket=auto </dev/null >"$log" 2>&1 &
    pid=$!
    trap 'kill "$pid" || true; wait "$pid" || true' EXIT
    until grep -q ' ready$' "$log" || ((SECONDS >= deadline_s)) || ! kill -0 "$pid"; do
        sleep 0.1
    done
    grep -q ' ready$' "$log"
) 2>/dev/null
