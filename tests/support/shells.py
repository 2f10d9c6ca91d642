"""Asks real shells what they would offer behind command lines of ours that are being typed."""

import re
import subprocess
from pathlib import Path

from loadtest_cli import BINARY, environment

SHELLS = ("bash", "zsh", "fish")

# Where the shell of a user would have the script.
NAMES = {"bash": "loadtest", "zsh": "_loadtest", "fish": "loadtest.fish"}


def script_of(shell):
    return subprocess.run([BINARY, "help", "--completion", shell], capture_output=True, text=True, check=True).stdout


def offered(shell, typed, folder, script=None):
    """For each of these lines, such as "loadtest ws --arr", the words that the shell offers in that folder."""
    path = Path(folder) / ".completions" / NAMES[shell]
    path.parent.mkdir(exist_ok=True)
    path.write_text(script or script_of(shell))
    ways = {"bash": in_bash, "zsh": in_zsh, "fish": in_fish}
    answers = ways[shell](typed, Path(folder), path)
    assert len(answers) == len(typed), answers
    return dict(zip(typed, answers))


def ask(argv, folder):
    home = {"HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "XDG_DATA_HOME": str(folder), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(argv, capture_output=True, text=True, cwd=folder, env=environment(home), timeout=120)
    assert done.returncode == 0 and not done.stderr, f"{argv}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def pieces(text, to_word):
    """What stands between the lines "@@end@@", as sets of words."""
    return [{w for line in piece.splitlines() if (w := to_word(line))} for piece in text.split("@@end@@")[:-1]]


def in_bash(typed, folder, path):
    """As readline calls it, with the words split at blanks, and at "=" too."""
    code = f"set -eu\nsource {path}\ncomplete -p loadtest >/dev/null\n"
    for line in typed:
        words = [w for word in line.split(" ") for w in (re.split("(=)", word) if "=" in word else [word])]
        if words[-2:] == ["=", ""]:
            words.pop()
        quoted = " ".join(f"'{w}'" for w in words)
        code += f"COMP_WORDS=({quoted}) COMP_CWORD={len(words) - 1}; _loadtest || true\n"
        code += """printf '%s\\n' "${COMPREPLY[@]}"; echo @@end@@\n"""
    return pieces(ask(["bash", "--norc", "-c", code], folder), str.strip)


def in_fish(typed, folder, path):
    code = f"source {path}\n" + "".join(f"complete -C '{line}'; echo @@end@@\n" for line in typed)
    return pieces(ask(["fish", "--no-config", "-c", code], folder), lambda line: line.split("\t")[0])


# Only its line editor completes, and that wants a terminal: a second zsh gets one, and tells what is added to the list.
ZSH = """
zmodload zsh/zpty
zpty inner zsh -f -i
zpty -w inner 'PROMPT=; stty -echo; fpath=($1 $fpath); autoload -Uz compinit; compinit -u -D'
zpty -w inner 'compadd () {
  local -a added
  builtin compadd -A added "$@"
  [[ -n $added ]] && print -rl -- "@@"${^added}"@@"
  builtin compadd "$@" }'
zpty -w inner 'probe () { print; _main_complete; print -r -- "@@end""@@"; compstate[insert]=; compstate[list]= }'
zpty -w inner 'zle -C probe complete-word probe; bindkey "^T" probe; print "@@ready""@@"'
zpty -r inner said '*@@ready@@*'
shift
for line in "$@"; do
  zpty -w -n inner $'\\025'"$line"$'\\024'
  zpty -r inner said '*@@end@@*'
  print -r -- "$said"
done
zpty -d inner
"""


def in_zsh(typed, folder, path):
    said = ask(["zsh", "-f", "-c", ZSH.replace("$1", str(path.parent)), "zsh", "", *typed], folder)
    return pieces(said, lambda line: m[1] if (m := re.search("@@(.+)@@", line)) else "")
