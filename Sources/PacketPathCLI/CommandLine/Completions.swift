/// What shells complete, written from the flags.
enum Completions {
  static let shells = ["bash", "zsh", "fish"]

  static func script(for shell: String) -> String {
    switch shell {
    case "bash": bash()
    case "zsh": zsh()
    default: fish()
    }
  }

  private static func bash() -> String {
    var text = """
      # bash completion for packetpath. Load with: source <(packetpath completions bash)
      _packetpath() {
        local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} flags=
        if [ "$COMP_CWORD" -eq 1 ]; then
          COMPREPLY=($(compgen -W "\(Command.all.map(\.name).joined(separator: " ")) --help --version" -- "$current"))
          return
        fi
        case ${COMP_WORDS[1]} in

      """
    for command in Command.all {
      text += "    \(command.name)) flags=\"\(command.allFlags.map { "--\($0.name)" }.joined(separator: " "))\" ;;\n"
    }
    text += "  esac\n  case ${COMP_WORDS[1]}:$previous in\n"
    for command in Command.all {
      for flag in command.allFlags {
        guard let words = choices(of: flag) else { continue }
        let short = flag.short.map { "|\(command.name):-\($0)" } ?? ""
        text +=
          "    \(command.name):--\(flag.name)\(short)) COMPREPLY=($(compgen -W \"\(words.joined(separator: " "))\" -- \"$current\")); return ;;\n"
      }
    }
    text += """
        esac
        case $current in
          -*) COMPREPLY=($(compgen -W "$flags" -- "$current")) ;;
          *) COMPREPLY=($(compgen -f -- "$current")) ;;
        esac
      }
      complete -o filenames -F _packetpath packetpath

      """
    return text
  }

  private static func zsh() -> String {
    var text =
      "#compdef packetpath\n# zsh completion for packetpath: a file named _packetpath in a directory of $fpath\n_packetpath() {\n  local -a commands\n  commands=(\n"
    for command in Command.all { text += "    '\(command.name):\(quoted(command.summary).replacing(":", with: "\\:"))'\n" }
    text += "  )\n  if (( CURRENT == 2 )); then _describe command commands; return; fi\n  case ${words[2]} in\n"
    for command in Command.all {
      text += "    \(command.name))\n      shift words; (( CURRENT-- ))\n      _arguments"
      for flag in command.allFlags {
        let description = quoted(flag.summary).replacing("[", with: "\\[").replacing("]", with: "\\]").replacing(":", with: "\\:")
        let names = flag.short.map { "{-\($0),--\(flag.name)}" } ?? "--\(flag.name)"
        text += " \\\n        \(flag.isRepeatable ? "'*'" : "")\(names)'[\(description)]\(zshValue(flag))'"
      }
      text += " \\\n        '*:input:_files'\n      ;;\n"
    }
    return text + "  esac\n}\n_packetpath \"$@\"\n"
  }
  private static func zshValue(_ flag: Flag) -> String {
    switch flag.value {
    case .none: ""
    case .file: ":file:_files"
    case .choice, .text: choices(of: flag).map { ":value:(\($0.joined(separator: " ")))" } ?? ":value:"
    }
  }

  private static func fish() -> String {
    var text = "# fish completion for packetpath. Load with: packetpath completions fish | source\n"
    for command in Command.all {
      text += "complete -c packetpath -n __fish_use_subcommand -f -a \(command.name) -d '\(quoted(command.summary))'\n"
    }
    for command in Command.all {
      for flag in command.allFlags {
        text += "complete -c packetpath -n '__fish_seen_subcommand_from \(command.name)' -l \(flag.name)"
        if let short = flag.short { text += " -s \(short)" }
        switch flag.value {
        case .none: break
        case .file: text += " -r"
        case .choice, .text: text += choices(of: flag).map { " -x -a '\($0.joined(separator: " "))'" } ?? " -x"
        }
        text += " -d '\(quoted(flag.summary))'\n"
      }
    }
    return text
  }

  private static func choices(of flag: Flag) -> [String]? {
    if flag.name == Flag.from.name { return ["pod", "node", "outside"] }
    if case .choice(let choices) = flag.value { return choices }
    return nil
  }
  /// For a place between apostrophes.
  private static func quoted(_ text: String) -> String { text.replacing("'", with: "'\\''") }
}
