# Finds the JDK and other tools, and installs missing packages with apt-get after a question.
# The scripts in deploy and .ci/run source this file.
# shellcheck shell=bash disable=SC2034

root=$(CDPATH='' cd -P -- "${BASH_SOURCE[0]%/*}/../.." && pwd)
jdk_package=openjdk-25-jdk-headless
jdk_roots=(/usr/lib/jvm /opt ~/.sdkman/candidates/java ~/.jdks)
[[ -z ${SENSORGATE_JDK_ROOTS-} ]] || IFS=: read -ra jdk_roots <<<"$SENSORGATE_JDK_ROOTS"
assume_yes=false
missing=() # packages, see need()

say() { printf "${0##*/}: %s\n" "$@" >&2; }

# Reads the options of every script: --help and --yes. The rest goes to the array `arguments`.
read_options() {
    case ${1-} in
        --help | -h) sed -n '2,/^set/ { s/^# \{0,1\}//p }' "$0"; exit ;;
        --yes) assume_yes=true; shift ;;
    esac
    arguments=("$@")
}

fail() { say "$@" && exit 70; }
misused() { say "$1" "Try: $0 --help" && exit 64; }
has() { type -P "$1" >/dev/null; }

# The architecture of this machine's programs: x64, arm64, or its name in dpkg or uname. A 64-bit
# kernel may run 32-bit packages: then dpkg says armhf, and uname says aarch64.
machine() {
    { dpkg --print-architecture 2>/dev/null || uname -m; } |
        sed 's/^\(x86_64\|amd64\)$/x64/; s/^aarch64$/arm64/'
}

# Says that Java 25 does not suit this machine, if its packages are 32-bit.
warn_of_32_bit() {
    local machine
    machine=$(machine)
    [[ $machine == @(armhf|armel|i386|armv[67]l|i686) ]] || return 0
    say "the packages of this system are 32-bit ($machine, see dpkg --print-architecture), its" \
        "kernel is $(uname -m). Java 25 needs a 64-bit system: install 64-bit Raspberry Pi OS."
}

# Takes the first suitable JDK: of JAVA_HOME, of the PATH, or of the usual folders.
find_jdk() {
    local java folder folders=()
    java=$(readlink -f -- "$(type -P java)") || java=''
    for folder in "${jdk_roots[@]}"; do
        folders+=("$folder"/*)
    done
    for folder in "${JAVA_HOME-}" "${java%/bin/java}" "${folders[@]}"; do
        use_jdk "$folder" && return
    done
    return 1
}

# Sets jdk_home and jdk_version if the folder holds JDK 25 or later. Reads the JDK's release file,
# because starting Java to ask for its version would take longer than the whole launcher.
use_jdk() {
    local release=''
    [[ -x $1/bin/javac && -r $1/release ]] || return 1
    read -rd '' release <"$1/release" || true # read returns false at the end of the file
    [[ $release =~ JAVA_VERSION=\"([0-9]+)([^\"]*) ]] && ((BASH_REMATCH[1] >= 25)) || return 1
    jdk_home=$1
    jdk_version=${BASH_REMATCH[1]}${BASH_REMATCH[2]}
}

# Runs Maven on the project. Maven may run on an older Java: the pom then selects a JDK 25 or later,
# and finds the JDK of this script in JAVA25_HOME. Without any other Java, Maven runs on that JDK.
maven() (
    export JAVA25_HOME=$jdk_home
    if [[ -n ${JAVA_HOME-} ]]; then
        [[ -x $JAVA_HOME/bin/java ]] || JAVA_HOME=$jdk_home
    elif ! has java; then
        export JAVA_HOME=$jdk_home
    fi
    cd "$root" || exit
    exec mvn -B "$@"
)

# Notes the package of a command that this machine does not have.
need() { has "$1" || missing+=("$2"); }

need_build_tools() {
    find_jdk || missing+=("$jdk_package")
    need mvn maven
}

# Installs the packages in `missing`, or says how to get them and exits with 69.
obtain_missing() {
    ((${#missing[@]} > 0)) || return 0
    [[ " ${missing[*]} " != *" $jdk_package "* ]] || warn_of_32_bit
    obtain "${missing[@]}" || explain "${missing[@]}"
    missing=()
    find_jdk || true
}

obtain() {
    if lists_are_empty; then
        consents "needs $*; apt-get must first read the package lists (apt-get update)" &&
            as_root apt-get -qq update || return 1
    fi
    offers "$@" && consents "needs $*; apt-get can install this ($(size_of "$@"))" &&
        as_root apt-get install -y --no-install-recommends "$@"
}

# Returns true if apt-get knows all these packages.
offers() {
    local package
    for package in "$@"; do
        apt-cache show "$package" >/dev/null 2>&1 || return 1
    done
}

# Every distribution with apt-get has Maven. If Maven is not listed, no package is.
lists_are_empty() { has apt-get && ! offers maven; }

# What apt-get would download for these packages, and the disk space they take. Installs nothing.
size_of() {
    LC_ALL=C apt-get install --no-install-recommends --print-uris "$@" 2>/dev/null |
        sed -nE 's/^Need to get (.*) of archives\.$/download \1/p
            s/^After this operation, (.*) of additional disk space.*/disk space \1/p' |
        paste -sd , | sed 's/,/, /'
}

# Asks at a terminal. Without a terminal the answer is no.
consents() {
    local answer=''
    "$assume_yes" && return
    [[ -t 0 && -t 2 ]] || return 1
    printf '%s: %s. Go ahead? [y/N] ' "${0##*/}" "$1" >&2
    read -r answer || true
    [[ $answer == [yY]* ]]
}

as_root() {
    local sudo=()
    ((EUID == 0)) || sudo=(sudo)
    "${sudo[@]}" "$@" </dev/null >&2
}

# Says how to get packages that are missing, the command to paste first, and exits.
explain() {
    local update=''
    ! lists_are_empty || update="sudo apt-get update && "
    if [[ -n $update ]] || offers "$@"; then
        say "needs $*: ${update}sudo apt-get install --no-install-recommends $*" \
            "or let this script install the packages: $0 --yes ..."
    elif [[ $1 == "$jdk_package" ]]; then
        say "needs JDK 25: $jdk_package of Debian 13 or the current Raspberry Pi OS;" \
            "on this system, Eclipse Temurin 25 (adoptium.net), unpacked under /usr/lib/jvm or /opt"
    else
        say "needs the packages $*, which this system does not all have"
    fi
    exit 69
}

# The address of the Debian repository from which this machine's own packages come.
# shellcheck disable=SC2016 # apt-get expands the variables
debian_repository() {
    LC_ALL=C apt-get indextargets --format \
        '$(CREATED_BY) $(ORIGIN) $(COMPONENT) $(CODENAME) $(REPO_URI)' |
        awk -v codename="$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)" \
            '/^Packages Debian main / && $4 == codename && !seen++ { print $5 }'
}
