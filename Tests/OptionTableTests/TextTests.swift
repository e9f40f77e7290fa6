// SPDX-License-Identifier: Apache-2.0
import OptionTable
import TestSupport
import Testing

@Suite struct TextTests {
  @Test("help of every verb is the recorded one, and begins as runc's test suite expects", arguments: Command.allCases)
  func help(command: Command) throws {
    let text = Help.text(command.verb, program: "runc")
    let lines = text.split(separator: "\n")
    #expect(lines[0] == "NAME:")
    #expect(lines[1].hasPrefix("   runc \(command.rawValue)"))
    try Golden.expect(Help.text(command.verb, program: "capsule-oci"), is: "help-\(command.rawValue).txt")
  }

  @Test("help of the program is the recorded one, and begins as runc's test suite expects")
  func programHelp() throws {
    #expect(Help.text(program: "runc").hasPrefix("NAME:\n   runc - Open Container Initiative runtime\n"))
    try Golden.expect(Help.text(program: "capsule-oci"), is: "help.txt")
  }

  @Test("no line of help is wider than 100 columns", arguments: Command.allCases)
  func width(command: Command) {
    for line in Help.text(command.verb, program: "capsule-oci").split(separator: "\n")
    where !line.contains("<container-id> <command>") {
      #expect(line.count <= 100, "\(line)")
    }
  }

  @Test("manual pages are the recorded ones")
  func manual() throws {
    try Golden.expect(ManPage.text(version: "0.1.0"), is: "capsule-oci.8")
    try Golden.expect(ManPage.text(Command.exec.verb, version: "0.1.0"), is: "capsule-oci-exec.8")
    try Golden.expect(ManPage.text(Command.spec.verb, version: "0.1.0"), is: "capsule-oci-spec.8")
  }

  @Test("completion scripts are the recorded ones", arguments: Shell.allCases)
  func completion(shell: Shell) throws {
    try Golden.expect(Completion.script(shell), is: "completion.\(shell.rawValue)")
  }

  @Test("every visible option of every verb is in each completion script", arguments: Shell.allCases)
  func completeness(shell: Shell) {
    let script = Completion.script(shell)
    for command in Command.allCases where !command.verb.isHidden {
      for option in command.verb.options where !option.isHidden {
        #expect(script.contains(shell == .fish ? "-l \(option.name)" : "--\(option.name)"))
      }
    }
  }

  @Test("no verb has two options of one name or letter", arguments: Command.allCases)
  func distinct(command: Command) {
    let options = command.verb.options + [.help]
    let names = options.map(\.name) + options.map(\.letter).filter { !$0.isEmpty }
    #expect(Set(names).count == names.count)
  }

  @Test(
    "a slip of the fingers is seen, another word is not",
    arguments: [
      ("craete", "create"), ("stat", "start"), ("delet", "delete"), ("PAUSE", "pause"), ("xyz", nil), ("", nil),
      ("checkpoint", nil), ("lst", "list"),
    ])
  func suggestion(word: String, expected: String?) {
    #expect(Suggestion.nearest(to: word, among: Command.allCases.map(\.rawValue)) == expected)
  }
}
