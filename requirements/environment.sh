#!/bin/sh
# Builds .venv from the hash-pinned lock: environment.sh runtime | test. A second run takes no time.
set -eu
cd "$(dirname "$0")/.."
want=${1:-runtime}

say() { printf '%s\n' "$*" >&2; }

may_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; }

quietly_install() {
    say "… apt-get install $*"
    log=$(mktemp)
    if ! { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"; } >"$log" 2>&1
    then
        tail -n 5 "$log" >&2
        say "apt-get could not install: $*"
        exit 1
    fi
    rm -f "$log"
}

find_python() {
    for one in "${PYTHON:-python3}" python3.14 python3.13 python3.12 python3.11; do
        if command -v "$one" >/dev/null 2>&1 && "$one" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
        then
            printf '%s' "$one"
            return
        fi
    done
    say "需要 Python 3.11 或更新版本。 / Python 3.11 or newer is needed (set PYTHON to its path)."
    exit 1
}

make_venv() {
    python=$(find_python)
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        if may_install; then
            quietly_install "python$version-venv"
        else
            say "这台机器的 Python 没有 venv：请先运行 sudo apt install python$version-venv / This Python has no venv: run sudo apt install python$version-venv first."
            exit 1
        fi
    fi
    rm -rf .venv
    "$python" -m venv .venv
}

works() { .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

install_lock() {
    lock=requirements/$1.txt
    stamp=.venv/$1.installed
    sum=$(.venv/bin/python -c 'import hashlib, sys; print(hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest())' "$lock")
    if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$sum" ]; then
        return
    fi
    say "… installing $lock (once)"
    .venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip -q
    .venv/bin/python -m pip install --quiet --quiet --disable-pip-version-check --no-input --root-user-action=ignore \
        --require-hashes --no-deps -r "$lock"
    printf '%s' "$sum" >"$stamp"
}

compile_catalogues() {
    for source in app/locale/*/LC_MESSAGES/messages.po; do
        [ -f "$source" ] || continue
        compiled=${source%.po}.mo
        if [ ! -f "$compiled" ] || [ "$source" -nt "$compiled" ]; then
            .venv/bin/pybabel -q compile -i "$source" -o "$compiled"
        fi
    done
}

has_chromium() { command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1; }

has_chinese_font() { command -v fc-list >/dev/null 2>&1 && [ -n "$(fc-list :lang=zh-cn family 2>/dev/null | head -n 1)" ]; }

provide_browser() {
    if has_chromium && has_chinese_font; then
        return
    fi
    if may_install; then
        quietly_install chromium fontconfig fonts-noto-cjk
    else
        say "浏览器测试需要 Chromium 和中文字体，缺少时该组会失败。 / The browser lane needs chromium and fonts-noto-cjk; without them it fails."
    fi
}

provide_tracer() {
    if [ "$(uname -s)" != Linux ] || command -v strace >/dev/null 2>&1; then
        return
    fi
    if may_install; then
        quietly_install strace
    else
        say "没有 strace：“先落盘再应答”的测试会跳过。 / Without strace the test that every sync comes before its reply is skipped."
    fi
}

works || make_venv
install_lock runtime
compile_catalogues
if [ "$want" = test ]; then
    install_lock test
    provide_browser
    provide_tracer
fi
