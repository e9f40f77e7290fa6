// SPDX-License-Identifier: Apache-2.0
import Dockerfile
import OCI

extension JSONValue {
  /// A syntax tree in the vectors' words.
  init(_ tree: SyntaxTree) {
    self = .object([
      ("children", .array(tree.lines.map { JSONValue($0, isTop: true) })),
      ("escape", .string(String(tree.directives.escape))),
      ("warnings", .integer(tree.emptyContinuations.count)),
    ])
  }

  private init(_ line: SyntaxLine, isTop: Bool) {
    let arguments =
      line.trigger.map { JSONValue.object([("children", .array([JSONValue($0, isTop: false)]))]) }
      + line.arguments.map { .string($0) }
    // Of an instruction nobody knows BuildKit keeps one empty word.
    var members: [(String, JSONValue)] = [
      ("args", line.isKnown ? .list(arguments) : .strings([""])),
      ("value", .string(line.keyword)), ("original", .string(line.text)),
    ]
    if !line.flags.isEmpty { members.append(("flags", .strings(line.flags))) }
    if line.isJSON { members.append(("json", .bool(true))) }
    if !line.comments.isEmpty { members.append(("comments", .strings(line.comments))) }
    if !line.heredocs.isEmpty { members.append(("heredocs", .array(line.heredocs.map { JSONValue($0) }))) }
    if isTop {
      members.append(("lines", .array([.integer(line.lines.lowerBound), .integer(line.lines.upperBound)])))
    }
    self = .object(members)
  }

  private init(_ heredoc: HeredocWord) {
    self = .object([
      ("name", .string(heredoc.name)), ("fd", .integer(heredoc.descriptor)), ("content", .string(heredoc.body)),
      ("expand", .bool(heredoc.isExpanded)), ("chomp", .bool(heredoc.stripsTabs)),
    ])
  }
}
