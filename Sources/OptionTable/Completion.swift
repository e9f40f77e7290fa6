// SPDX-License-Identifier: Apache-2.0

/// The shells that completion scripts are written for.
package enum Shell: String, CaseIterable, Sendable {
  case bash, zsh, fish
}

/// Completion scripts, generated from the table.
package enum Completion {
  package static func script(_ shell: Shell) -> String {
    switch shell {
    case .bash: return bash()
    case .zsh: return zsh()
    case .fish: return fish()
    }
  }

  private static var verbs: [Verb] {
    var verbs: [Verb] = []
    for command in Command.allCases where !command.verb.isHidden { verbs.append(command.verb) }
    return verbs
  }

  private static func visible(_ options: [Option]) -> [Option] {
    var visible: [Option] = []
    for option in options where !option.isHidden { visible.append(option) }
    return visible
  }

  /// `--name` and `-n` of options, with spaces between.
  private static func words(_ options: [Option]) -> String {
    var words: [String] = []
    for option in visible(options) {
      words.append("--\(option.name)")
      if !option.letter.isEmpty { words.append("-\(option.letter)") }
    }
    return words.joined(separator: " ")
  }

  /// The pattern of a shell's `case` for an option's names.
  private static func pattern(_ option: Option) -> String {
    option.letter.isEmpty ? "--\(option.name)" : "--\(option.name)|-\(option.letter)"
  }

  // MARK: bash

  private static func bash() -> String {
    var script = """
      # bash completion for capsule-oci; written by `capsule-oci completion bash`.
      _capsule_oci() {
        local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} verb="" root="" index
        for ((index = 1; index < COMP_CWORD; index++)); do
          case ${COMP_WORDS[index]} in
            --root) root=${COMP_WORDS[index+1]}; index=$((index + 1)) ;;
            \(valued(Command.globalOptions, except: "root"))) index=$((index + 1)) ;;
            -*) ;;
            *) verb=${COMP_WORDS[index]}; break ;;
          esac
        done
        local options="" arguments=""
        case $verb in

      """
    script += "    '') options='\(words(Command.globalOptions))' arguments='\(names)'\n"
    script += bashValues(Command.globalOptions) + "      ;;\n"
    for verb in verbs {
      script += "    \(verb.name)) options='\(words(verb.options + [.help]))'\(bashArguments(verb.completes))\n"
      script += bashValues(verb.options) + "      ;;\n"
    }
    return script + """
        esac
        if [[ $current == -* ]]; then arguments=$options; fi
        mapfile -t COMPREPLY < <(compgen -W "$arguments" -- "$current")
      }
      complete -F _capsule_oci capsule-oci

      """
  }

  private static var names: String {
    var names: [String] = []
    for verb in verbs { names.append(verb.name) }
    return names.joined(separator: " ") + " help"
  }

  /// The pattern of options that take a value.
  private static func valued(_ options: [Option], except: String) -> String {
    var patterns: [String] = []
    for option in options where option.name != except {
      if case .none = option.value { continue }
      patterns.append(pattern(option))
    }
    return patterns.joined(separator: "|")
  }

  private static func bashValues(_ options: [Option]) -> String {
    var script = "      case $previous in\n"
    for option in visible(options) {
      switch option.value {
      case .none: continue
      case .word: script += "        \(pattern(option))) return ;;\n"
      case .file:
        script += "        \(pattern(option))) mapfile -t COMPREPLY < <(compgen -f -- \"$current\"); return ;;\n"
      case .directory:
        script += "        \(pattern(option))) mapfile -t COMPREPLY < <(compgen -d -- \"$current\"); return ;;\n"
      case .choice(let words):
        script +=
          "        \(pattern(option))) mapfile -t COMPREPLY < <(compgen -W '\(words.joined(separator: " "))'"
          + " -- \"$current\"); return ;;\n"
      }
    }
    return script + "      esac\n"
  }

  private static func bashArguments(_ kind: ArgumentCompletion) -> String {
    switch kind {
    case .nothing: return ""
    case .containers: return " arguments=$(capsule-oci ${root:+--root \"$root\"} list -q 2>/dev/null)"
    case .directories: return " arguments=$(compgen -d -- \"$current\")"
    case .shells: return " arguments='bash zsh fish'"
    case .verbs: return " arguments='\(names)'"
    }
  }

  // MARK: zsh

  private static func zsh() -> String {
    var script = """
      #compdef capsule-oci
      # zsh completion for capsule-oci; written by `capsule-oci completion zsh`.
      _capsule_oci_containers() {
        local root=${opt_args[--root]}
        local -a containers
        containers=(${(f)"$(capsule-oci ${root:+--root $root} list -q 2>/dev/null)"})
        _describe container containers
      }
      _capsule_oci() {
        local state line
        typeset -A opt_args
        _arguments -C \\

      """
    for option in visible(Command.globalOptions) { script += "    \(zshOption(option)) \\\n" }
    script += "    '1: :->verb' '*:: :->arguments'\n"
    script += "  case $state in\n    verb)\n      local -a verbs=(\n"
    for verb in verbs { script += "        '\(verb.name):\(quote(verb.summary))'\n" }
    script += "      )\n      _describe command verbs ;;\n    arguments)\n      case $line[1] in\n"
    for verb in verbs {
      script += "        \(verb.name)) _arguments"
      for option in visible(verb.options) { script += " \\\n          \(zshOption(option))" }
      script += zshArguments(verb.completes) + " ;;\n"
    }
    return script + "      esac ;;\n  esac\n}\n_capsule_oci \"$@\"\n"
  }

  private static func zshOption(_ option: Option) -> String {
    var words: [String] = []
    let value = zshValue(option)
    for name in option.letter.isEmpty ? ["--\(option.name)"] : ["--\(option.name)", "-\(option.letter)"] {
      words.append("'\(option.repeats ? "*" : "")\(name)[\(quote(option.help))]\(value)'")
    }
    return words.joined(separator: " ")
  }

  private static func zshValue(_ option: Option) -> String {
    switch option.value {
    case .none: return ""
    case .word: return ":\(option.name): "
    case .file: return ":file:_files"
    case .directory: return ":folder:_files -/"
    case .choice(let words): return ":\(option.name):(\(words.joined(separator: " ")))"
    }
  }

  private static func zshArguments(_ kind: ArgumentCompletion) -> String {
    switch kind {
    case .nothing: return ""
    case .containers: return " '1:container:_capsule_oci_containers' '*:: :_normal'"
    case .directories: return " '1:bundle:_files -/'"
    case .shells: return " '1:shell:(bash zsh fish)'"
    case .verbs: return " '1:command:(\(names))'"
    }
  }

  /// Text inside single quotes and brackets.
  private static func quote(_ text: String) -> String {
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "'"): bytes += Array("'\\''".utf8)
      case UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: ":"): bytes += [UInt8(ascii: "\\"), byte]
      default: bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  // MARK: fish

  private static func fish() -> String {
    var script = """
      # fish completion for capsule-oci; written by `capsule-oci completion fish`.
      function __capsule_oci_containers
        capsule-oci list -q 2>/dev/null
      end
      complete -c capsule-oci -f

      """
    for option in visible(Command.globalOptions) { script += fishOption(option, "__fish_use_subcommand") }
    for verb in verbs {
      script += "complete -c capsule-oci -n __fish_use_subcommand -a \(verb.name) -d '\(fishQuote(verb.summary))'\n"
      let condition = "__fish_seen_subcommand_from \(verb.name)"
      for option in visible(verb.options) { script += fishOption(option, condition) }
      switch verb.completes {
      case .nothing: break
      case .containers: script += "complete -c capsule-oci -n '\(condition)' -a '(__capsule_oci_containers)'\n"
      case .directories: script += "complete -c capsule-oci -n '\(condition)' -a '(__fish_complete_directories)'\n"
      case .shells: script += "complete -c capsule-oci -n '\(condition)' -a 'bash zsh fish'\n"
      case .verbs: script += "complete -c capsule-oci -n '\(condition)' -a '\(names)'\n"
      }
    }
    return script
  }

  private static func fishOption(_ option: Option, _ condition: String) -> String {
    var line = "complete -c capsule-oci -n '\(condition)' -l \(option.name)"
    if !option.letter.isEmpty { line += " -s \(option.letter)" }
    switch option.value {
    case .none: break
    case .word: line += " -x"
    case .file: line += " -r -F"
    case .directory: line += " -x -a '(__fish_complete_directories)'"
    case .choice(let words): line += " -x -a '\(words.joined(separator: " "))'"
    }
    return line + " -d '\(fishQuote(option.help))'\n"
  }

  private static func fishQuote(_ text: String) -> String {
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\\") { bytes.append(UInt8(ascii: "\\")) }
      bytes.append(byte)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
