// SPDX-License-Identifier: Apache-2.0

/// Help texts, laid out as runc's users and its test suite expect: `NAME:`, then the name and what it is.
package enum Help {
  /// What this program is; runc's test suite looks for the first words.
  package static var title: String { "Open Container Initiative runtime" }

  package static var introduction: [String] {
    [
      "Runs containers as config.json of a bundle describes them (OCI runtime specification 1.3). Container engines call "
        + "it in place of runc or crun; people can too:",
      "  mkdir -p hello/rootfs && cd hello",
      "  capsule-oci spec",
      "  capsule-oci run my-container",
    ]
  }

  /// Help for the program as a whole.
  package static func text(program: String) -> String {
    var text =
      "NAME:\n   \(program) - \(title)\n\nUSAGE:\n   \(program) [global options] command [command options] [argument...]\n"
    text += "\nDESCRIPTION:\n" + paragraphs(introduction)
    text += "\nCOMMANDS:\n"
    var rows: [(String, String)] = []
    for command in Command.allCases where !command.verb.isHidden {
      rows.append((command.rawValue, command.verb.summary))
    }
    rows.append(("help", "print help, of a command too: \(program) help create"))
    text += table(rows)
    return text + "\nGLOBAL OPTIONS:\n" + table(options(Command.globalOptions))
  }

  /// Help for one verb.
  package static func text(_ verb: Verb, program: String) -> String {
    var usage = "\(program) \(verb.name)"
    if !verb.options.isEmpty { usage += " [options]" }
    if !verb.synopsis.isEmpty { usage += " \(verb.synopsis)" }
    var text = "NAME:\n   \(program) \(verb.name) - \(verb.summary)\n\nUSAGE:\n   \(usage)\n"
    text += "\nDESCRIPTION:\n" + paragraphs(verb.description)
    return text + "\nOPTIONS:\n" + table(options(verb.options + [.help]))
  }

  private static func options(_ options: [Option]) -> [(String, String)] {
    var rows: [(String, String)] = []
    for option in options where !option.isHidden { rows.append((option.synopsis, option.help)) }
    return rows
  }

  /// Two columns; a left one that is too wide has a line of its own.
  private static func table(_ rows: [(String, String)]) -> String {
    var width = 0
    for (left, _) in rows where left.utf8.count <= 30 { width = max(width, left.utf8.count) }
    var text = ""
    for (left, right) in rows {
      text += "   " + left
      let indentation = spaces(width + 5)
      text += left.utf8.count > width ? "\n" + indentation : spaces(width + 2 - left.utf8.count)
      text += wrap(right, indentation: indentation, first: width + 5) + "\n"
    }
    return text
  }

  private static func paragraphs(_ paragraphs: [String]) -> String {
    var text = ""
    for (index, paragraph) in paragraphs.enumerated() {
      let isVerbatim = paragraph.utf8.starts(with: "  ".utf8)
      if index > 0, !isVerbatim || !paragraphs[index - 1].utf8.starts(with: "  ".utf8) { text += "\n" }
      text += "   " + (isVerbatim ? paragraph : wrap(paragraph, indentation: "   ", first: 3)) + "\n"
    }
    return text
  }

  /// Breaks a text at spaces before column 100; `first` columns of the first line are taken.
  private static func wrap(_ words: String, indentation: String, first: Int) -> String {
    var text = ""
    var column = first
    for (index, word) in words.utf8.split(separator: UInt8(ascii: " ")).enumerated() {
      let length = word.count
      if index > 0 {
        if column + 1 + length > 100 {
          text += "\n" + indentation
          column = indentation.utf8.count
        } else {
          text += " "
          column += 1
        }
      }
      text += String(Substring(word))
      column += length
    }
    return text
  }

  private static func spaces(_ count: Int) -> String { String(repeating: " ", count: max(count, 0)) }
}
