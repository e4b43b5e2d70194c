#!/bin/sh
# Takes every original out of an Anning vault and checks it, without Anning.
#   sh restore.sh OUT [VAULT]      VAULT: the folder this file lies in, unless given
#   IDENTITY=file                  the age identity, unless it is VAULT/keys/identity.txt; where that lies behind
#                                  a passphrase (VAULT/keys/identity.age), age asks for it
# Needs a POSIX shell with sed, grep, tr, wc, coreutils (sha256sum, base64, split), age and openssl 3.
# The vault is only read. Leaves with 0 when all is well, 4 when something is damaged (all else is restored).
set -u
LC_ALL=C
export LC_ALL
umask 077

stop() { printf '%s\n' "$1" >&2; exit "${2:-3}"; }
bad() { damage=$((damage + 1)); printf '损坏：%s：%s\n' "$1" "$2" | tee -a "$out/damage.txt"; }
sha() { sha256sum <"$1" | cut -c 1-64; }
signed() { # DATA SIGNATURE [KEY]
    openssl pkeyutl -verify -pubin -inkey "${3:-$key}" -rawin -in "$1" -sigfile "$2" >"$work/null" 2>&1
}

[ $# -ge 1 ] || stop '用法：sh restore.sh 输出文件夹 [证据库文件夹]' 2
for tool in age openssl sha256sum base64 split sed grep tr; do
    command -v "$tool" >/dev/null || stop "缺少工具 $tool，请先安装它"
done
out=$1
vault=${2:-$(dirname "$0")}
identity=${IDENTITY:-$vault/keys/identity.txt}
work=$out/.work
damage=0
restored=0
[ -e "$vault/objects" ] || [ -e "$vault/log.jsonl" ] || stop "这里没有证据库：$vault"
locked=$vault/keys/identity.age
[ -r "$identity" ] || [ -n "${IDENTITY:-}" ] || [ ! -r "$locked" ] || identity=$locked
[ -r "$identity" ] || stop "没有钥匙文件：$identity（用 IDENTITY=文件 指明它在哪里）"
mkdir -p "$out" || stop "不能建立文件夹：$out"
[ -z "$(ls -A "$out")" ] || stop "请用一个空的文件夹：$out"
mkdir "$work" "$work/lines" || exit 3
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
: >"$work/heads"; : >"$work/fixed"; : >"$work/objects"; : >"$out/events.jsonl"; : >"$out/SHA256SUMS"

if [ "$identity" = "$locked" ]; then
    age -d -o "$work/identity" "$locked" || stop '密码不对，没有打开' 5
    identity=$work/identity
fi

# The parts of a line and of an import, by the order in which they are always written.
b64='[A-Za-z0-9+/]+={0,2}'
line_form='^\{"seq":([0-9]+),"prev":"([0-9a-f]{64})","body":"([0-9a-f]{64})","body_ct":"('$b64')"'
line_form=$line_form',"obj":(null|"[0-9a-f]{64}"),"checkpoint":[0-9]+(,"fixed":\{[^{}]*\})?,"sig":"('$b64')"\}$'
text='"([^"\\]|\\.)*"'
import_form='^\{"type":"import","nonce":"[0-9a-f]{64}","at":'$text',"actor":'$text
import_form=$import_form',"sha256":"sha256:([0-9a-f]{64})","sm3":'$text',"size":([0-9]+),"name":"(([^"\\]|\\.)*)".*$'

[ -s "$vault/log.jsonl" ] && split -a 6 -l 1 "$vault/log.jsonl" "$work/lines/" || bad log.jsonl '操作记录不见了或是空的'

check_signature() { # LINE-FILE SIGNATURE: is it spelled as it was signed, and signed by this key
    printf '%s' "$2" | base64 -d >"$work/sig" 2>"$work/null" || return 1
    [ "$(base64 "$work/sig" | tr -d '\n')" = "$2" ] || return 1
    printf '%s}' "$(sed -E 's/,"sig":"[^"]*"\}$//' "$1")" >"$work/core"
    signed "$work/core" "$work/sig" "${3:-$key}"
}

# The public key, from either of two files: the one that signed one of the first lines.
key=$vault/keys/sign.pub.pem
openssl pkey -in "$vault/keys/sign.pem" -pubout -out "$work/pub.pem" 2>/dev/null || : >"$work/pub.pem"
for first in "$work"/lines/aaaaa[abc]; do
    sig=$(sed -nE "s#$line_form#\\7#p" "$first" 2>/dev/null)
    check_signature "$first" "$sig" "$key" && break
    check_signature "$first" "$sig" "$work/pub.pem" && key=$work/pub.pem && break
done

safe_name() { # JSON-TEXT: nothing in it can leave the folder, hide, or be taken for an option
    name=$(printf '%s' "$1" | sed -E 's/\\u[0-9A-Fa-f]{4}/_/g; s/\\./_/g' | tr '\000-\037\177/' '_')
    if [ ${#name} -gt 180 ]; then
        name=long-name$(printf '%s' "$name" | sed -nE 's/^.*(\.[A-Za-z0-9]{1,8})$/\1/p')
    fi
}

open_object() { # OBJECT: the original into $work/plain; says why not
    sealed=$vault/objects/$(printf '%s' "$1" | cut -c 1-2)/$1.age
    [ -f "$sealed" ] || { why='密封文件不见了'; return 1; }
    [ "$(sha "$sealed")" = "$1" ] || { why='密封文件被改动或损坏'; return 1; }
    age -d -i "$identity" -o "$work/plain" "$sealed" 2>"$work/null" || { why='密封文件打不开'; return 1; }
}

restore() { # NUMBER OBJECT SHA256 NAME
    safe_name "$4"
    target=$(printf '%05d-%s' "$1" "$name")
    why=
    if open_object "$2" && [ "$(sha "$work/plain")" = "$3" ]; then
        mv "$work/plain" "$out/$target" && restored=$((restored + 1))
        printf '%s  %s\n' "$3" "$target" >>"$out/SHA256SUMS"
    else
        bad "objects/$(printf '%s' "$2" | cut -c 1-2)/$2.age" "${why:-内容不是当初收到的那一份}（里面是 $name）"
    fi
    printf '%s\n' "$2" >>"$work/objects"
}

newest=$(ls "$vault/checkpoints" 2>/dev/null | sed -n 's/\.txt$//p' | sort -n | tail -n 1)
number=0
bad_lines=0
expected=0
head=$(printf '%064d' 0)
sound=yes
for file in "$work"/lines/*; do
    [ -f "$file" ] || break
    number=$((number + 1))
    if [ "$(wc -l <"$file")" -ne 1 ]; then
        if [ "$number" -gt "${newest:-0}" ]; then
            printf '%s\n' 'log.jsonl 末尾有一次没有写完的操作，它没有生效'
        else
            bad "log.jsonl 第 $number 行" '没有写完'
        fi
        number=$((number - 1))
        break
    fi
    set -- $(sed -nE "s#$line_form#\\1 \\2 \\3 \\5 \\7 \\4#p" "$file")
    previous_sound=$sound
    sound=no
    if [ $# -ne 6 ] || ! check_signature "$file" "$5"; then
        bad "log.jsonl 第 $number 行" '内容被改动或损坏'
        bad_lines=$((bad_lines + 1))
        expected=$((expected + 1))
    else
        sound=yes
        if [ "$1" -ne "$expected" ]; then
            bad "log.jsonl 第 $number 行" "这里应该是第 $((expected + 1)) 行，实际是第 $(($1 + 1)) 行"
        elif [ "$2" != "$head" ] && [ "$previous_sound" = yes ]; then
            bad "log.jsonl 第 $number 行" '与前一行对不上'
        fi
        expected=$(($1 + 1))
        sed -nE "s#$line_form#\\6#p" "$file" | tr ',' '\n' |
            sed -nE 's/^("fixed":\{)?"([a-z0-9A-Z][A-Za-z0-9./-]*)":"([0-9a-f]{64})"\}?$/\3  \2/p' >>"$work/fixed"
        object=$(printf '%s' "$4" | tr -d '"')
        printf '%s' "$6" | base64 -d 2>"$work/null" | age -d -i "$identity" -o "$work/body" 2>"$work/null"
        if [ -f "$work/body" ] && [ "$(sha "$work/body")" = "$3" ]; then
            cat "$work/body" >>"$out/events.jsonl"
            echo >>"$out/events.jsonl"
            fields=$(sed -nE "s#$import_form#\\3 \\6#p" "$work/body")
            if [ "$object" != null ] && [ -n "$fields" ]; then
                restore "$number" "$object" "${fields%% *}" "${fields#* }"
            fi
        else
            bad "log.jsonl 第 $number 行" '签名完好，但内容打不开'
        fi
        rm -f "$work/body"
    fi
    head=$(sha "$file")
    echo "$head" >>"$work/heads"
done

# What no readable line speaks of is restored without a name: its line is damaged, or the log is gone.
for file in "$vault"/objects/*/*.age; do
    [ -f "$file" ] || continue
    object=$(basename "$file" .age)
    grep -qxF "$object" "$work/objects" && continue
    cat "$vault"/tmp/*/intent 2>"$work/null" | grep -qxF "$object" && continue # a save that was interrupted
    if [ "$(sha "$file")" = "$object" ] && age -d -i "$identity" -o "$work/plain" "$file" 2>"$work/null"; then
        digest=$(sha "$work/plain")
        mkdir -p "$out/unnamed" && mv "$work/plain" "$out/unnamed/$digest" && restored=$((restored + 1))
        printf '%s  unnamed/%s\n' "$digest" "$digest" >>"$out/SHA256SUMS"
        printf '没有名字：%s：没有一行完好的记录提到它，已取出到 unnamed/\n' "${file#"$vault"/}"
        [ "$bad_lines" -gt 0 ] || [ "$number" -eq 0 ] || bad "${file#"$vault"/}" '操作记录里没有这个文件'
    else
        bad "${file#"$vault"/}" '文件被改动、损坏或换了名字，也没有一行完好的记录提到它'
    fi
done

for file in "$vault"/checkpoints/*.txt "$vault"/checkpoints/*.sig; do
    stem=${file%.*}
    case $file in *.sig) [ -f "$stem.txt" ] || bad "${stem#"$vault"/}.txt" '检查点文件不见了'; continue ;; esac
    if ! [ -f "$file" ]; then bad checkpoints '检查点全部不见了'; break; fi
    if ! signed "$file" "$stem.sig"; then
        bad "${file#"$vault"/}" '检查点或它的签名（.sig）被改动、损坏或丢失'
        continue
    fi
    size=$(sed -n 's/^size //p' "$file")
    [ "$size" = "$(basename "$stem")" ] || bad "${file#"$vault"/}" "这是第 $size 行的检查点，被换了名字"
    if [ "$size" -gt "$number" ]; then
        bad log.jsonl "只有 $number 行，检查点记着 $size 行：后面的记录不见了"
    elif [ "$(sed -n "${size}p" "$work/heads")" != "$(sed -n 's/^head //p' "$file")" ]; then
        bad log.jsonl "第 $size 行与当时签名的检查点不一致"
    fi
done

gone=$(printf '%064d' 0)
waits() { # PATH SHA256: does an interrupted change of the passphrase still hold this file
    for staged in "$vault"/tmp/*/"$(basename "$1")"; do
        [ -f "$staged" ] && [ "$(sha "$staged")" = "$2" ] && return 0
    done
    return 1
}
for path in $(sed 's/^[^ ]*  //' "$work/fixed" | sort -u); do
    wanted=$(grep -F "  $path" "$work/fixed" | grep -x "[0-9a-f]*  $path" | tail -n 1 | cut -c 1-64)
    [ "$wanted" = "$gone" ] || waits "$path" "$wanted" && continue
    [ -f "$vault/$path" ] && [ "$(sha "$vault/$path")" = "$wanted" ] || bad "$path" '文件被改动、损坏或丢失'
done

printf '共 %s 行记录，取出 %s 份原件到 %s，发现 %s 处损坏\n' "$number" "$restored" "$out" "$damage"
printf '每份原件的 SHA-256 在 SHA256SUMS，可用 sha256sum -c 再核对；全部经过在 events.jsonl\n'
printf '最后一行的 SHA-256（与您另外记下的核对）：%s\n' "$head"
[ "$damage" -eq 0 ] || exit 4
