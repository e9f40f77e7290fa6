// SPDX-License-Identifier: Apache-2.0

/// What a registry wants to see before it answers (`WWW-Authenticate`, RFC 9110 section 11, and the token protocol of
/// registries).
package enum Challenge: Equatable, Sendable {
  case basic
  /// A token of `realm`, a URL, for `service` and `scope`; empty when not said.
  case bearer(realm: String, service: String, scope: String)

  /// The best challenge of a header's values: a token before a password; nil when there is none that we know.
  package init?(_ headers: [String]) {
    let found = headers.compactMap { Challenge.read($0) }
    guard let best = found.first(where: { $0 != .basic }) ?? found.first else { return nil }
    self = best
  }

  private static func read(_ header: String) -> Challenge? {
    let space = header.firstIndex { $0 == " " } ?? header.endIndex
    switch header[..<space].lowercased() {
    case "basic": return .basic
    case "bearer":
      let parameters = parameters(header[space...])
      guard let realm = parameters["realm"], !realm.isEmpty else { return nil }
      return .bearer(realm: realm, service: parameters["service"] ?? "", scope: parameters["scope"] ?? "")
    default: return nil
    }
  }

  /// `name="value", name=value`; names in lower case.
  private static func parameters(_ text: Substring) -> [String: String] {
    var result: [String: String] = [:]
    var rest = text
    while true {
      rest = rest.drop { $0 == " " || $0 == "," || $0 == "\t" }
      guard let equals = rest.firstIndex(of: "=") else { return result }
      let name = rest[..<equals].lowercased()
      rest = rest[rest.index(after: equals)...]
      var value = ""
      if rest.first == "\"" {
        rest = rest.dropFirst()
        while let character = rest.popFirst(), character != "\"" {
          value.append(character == "\\" ? rest.popFirst() ?? character : character)
        }
      } else {
        value = String(rest.prefix { $0 != "," && $0 != " " })
        rest = rest.dropFirst(value.count)
      }
      result[name] = value
    }
  }
}
