// SPDX-License-Identifier: Apache-2.0

/// Manual pages, in roff (man(7)).
package enum ManPage {
  private static var program: String { "capsule-oci" }

  /// capsule-oci(8).
  package static func text(version: String) -> String {
    var page = head(program, version)
    page += section("NAME") + "\(escape(program)) \\- \(escape(Help.title))\n"
    page += section("SYNOPSIS")
    page += ".B \(escape(program))\n[global options] command [command options] [argument...]\n"
    page += section("DESCRIPTION") + paragraphs(Help.introduction)
    page += section("COMMANDS")
    for command in Command.allCases where !command.verb.isHidden {
      page += ".TP\n.BR \(escape("\(program)-\(command.rawValue)")) (8)\n\(line(command.verb.summary))\n"
    }
    page += section("OPTIONS") + options(Command.globalOptions)
    page += section("EXIT STATUS")
    page += paragraphs([
      "0 when everything went well; the status of the container's process for run and exec in the foreground, 128 and the "
        + "signal's number when a signal ended it; 255 when exec could not start its process; 3 for an unknown command; 1 "
        + "for every other error."
    ])
    page += section("ENVIRONMENT")
    page += definition("XDG_RUNTIME_DIR", "where state is kept for others than root, unless --root is given")
    page += definition("LISTEN_FDS, LISTEN_PID", "descriptors from 3 on that the container gets as well")
    page += definition("NOTIFY_SOCKET", "the socket of a service manager, forwarded into the container")
    page += section("FILES")
    page += definition("/run/capsule-oci", "state of root's containers")
    var names: [String] = []
    for command in Command.allCases where !command.verb.isHidden { names.append("\(program)-\(command.rawValue)") }
    return page + seeAlso(names)
  }

  /// capsule-oci-VERB(8).
  package static func text(_ verb: Verb, version: String) -> String {
    let name = "\(program)-\(verb.name)"
    var page = head(name, version)
    page += section("NAME") + "\(escape(name)) \\- \(escape(verb.summary))\n"
    page += section("SYNOPSIS") + ".B \(escape("\(program) \(verb.name)"))\n"
    if !verb.options.isEmpty { page += "[options]\n" }
    if !verb.synopsis.isEmpty { page += line(verb.synopsis) + "\n" }
    page += section("DESCRIPTION") + paragraphs(verb.description)
    page += section("OPTIONS") + options(verb.options + [.help])
    return page + seeAlso([program])
  }

  private static func head(_ name: String, _ version: String) -> String {
    ".TH \"\(escape(name))\" 8 \"\" \"\(escape("\(program) \(version)"))\" \"System Administration\"\n"
  }

  private static func section(_ name: String) -> String { ".SH \(name)\n" }

  private static func definition(_ term: String, _ text: String) -> String {
    ".TP\n.B \(escape(term))\n\(line(text))\n"
  }

  private static func options(_ options: [Option]) -> String {
    var text = ""
    for option in options where !option.isHidden { text += definition(option.synopsis, option.help) }
    return text
  }

  private static func paragraphs(_ paragraphs: [String]) -> String {
    var text = ""
    for (index, paragraph) in paragraphs.enumerated() {
      if paragraph.utf8.starts(with: "  ".utf8) {
        text += ".PP\n.RS 4\n.nf\n\(line(String(paragraph.dropFirst(2))))\n.fi\n.RE\n"
      } else {
        text += (index > 0 ? ".PP\n" : "") + line(paragraph) + "\n"
      }
    }
    return text
  }

  private static func seeAlso(_ names: [String]) -> String {
    var text = section("SEE ALSO")
    for (index, name) in names.enumerated() {
      text += ".BR \(escape(name)) (8)" + (index + 1 < names.count ? ",\n" : "\n")
    }
    return text
  }

  /// A line of text: no roff request, however it begins.
  private static func line(_ text: String) -> String {
    let escaped = escape(text)
    let first = escaped.utf8.first
    return first == UInt8(ascii: ".") || first == UInt8(ascii: "'") ? "\\&" + escaped : escaped
  }

  /// Backslashes and dashes as roff wants them: a bare `-` becomes a hyphen that nobody can copy.
  private static func escape(_ text: String) -> String {
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\\"): bytes += Array("\\e".utf8)
      case UInt8(ascii: "-"): bytes += Array("\\-".utf8)
      default: bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
