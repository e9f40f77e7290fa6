// SPDX-License-Identifier: Apache-2.0

/// The parts of a repository's address: a URL, or `user@host:path` as of scp(1).
struct GitURL {
  private(set) var scheme: String
  /// Percent signs resolved.
  private(set) var path: String
  private(set) var query: [(name: String, value: String)] = []
  private(set) var fragment = ""
  /// Without query and fragment.
  var remote: String

  /// nil for other protocols than http, https, ssh and git, and for what is no URL.
  init?(parsing text: String) {
    guard !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7f }) else { return nil }
    var rest = text
    var fragment: String?
    if let (before, after) = rest.cut(at: "#") { (rest, fragment) = (before, after) }
    var query: String?
    if let (before, after) = rest.cut(at: "?") { (rest, query) = (before, after) }

    let scheme = rest.unicodeScalars.prefix { $0.isASCII && ($0.isLetter || $0.isDigit) }
    let behind = rest.unicodeScalars.dropFirst(scheme.count)
    let isURL = !scheme.isEmpty && behind.starts(with: "://".unicodeScalars)
    if isURL {
      self.scheme = scheme.string.lowercased()
      guard ["http", "https", "ssh", "git"].contains(self.scheme) else { return nil }
      let address = behind.dropFirst(3)
      let slash = address.firstIndex(of: "/") ?? address.endIndex
      guard GitURL.isAuthority(address[..<slash]), let path = PercentEncoding.decoded(address[slash...].string) else {
        return nil
      }
      self.path = path
      remote = self.scheme + "://" + address.string
      guard let decoded = PercentEncoding.decoded(fragment ?? "") else { return nil }
      self.fragment = decoded
    } else {
      guard let (login, path) = rest.cut(at: ":"), let (user, host) = login.cut(at: "@"),
        GitURL.isWord(user, "_"), GitURL.isWord(host, ".")
      else { return nil }
      self.scheme = "ssh"
      self.path = path
      remote = rest
      self.fragment = fragment ?? ""
    }
    for pair in (query ?? "").utf8.split(separator: UInt8(ascii: "&")) {
      let pair = String(Substring(pair))
      let (name, value) = pair.cut(at: "=") ?? (pair, "")
      // As Go does: in a URL what cannot be read is not there; in the other form it makes the whole none.
      guard let name = PercentEncoding.decoded(name, plusIsSpace: true),
        let value = PercentEncoding.decoded(value, plusIsSpace: true), !pair.unicodeScalars.contains(";")
      else {
        if !isURL { return nil }
        continue
      }
      self.query.append((name, value))
    }
  }

  /// A word that no program takes for an option (CVE-2017-1000117).
  private static func isWord(_ text: String, _ more: Unicode.Scalar) -> Bool {
    !text.utf8.isEmpty && text.utf8.first != UInt8(ascii: "-")
      && text.unicodeScalars.allSatisfy { $0.isASCII && ($0.isLetter || $0.isDigit) || $0 == "-" || $0 == more }
  }

  /// `[user[:password]@]host[:port]`.
  private static func isAuthority(_ text: Substring.UnicodeScalarView) -> Bool {
    let host = text.lastIndex(of: "@").map { text[text.index(after: $0)...] } ?? text
    guard !text.contains(where: { $0 == " " || $0 == "\"" || $0 == "<" || $0 == ">" }), !host.contains("%") else {
      return false
    }
    guard text.first != "-", host.first != "-" else { return false }
    let port: Substring.UnicodeScalarView
    if host.first == "[" {
      guard let close = host.firstIndex(of: "]") else { return false }
      port = host[host.index(after: close)...]
    } else {
      port = host[(host.firstIndex(of: ":") ?? host.endIndex)...]
    }
    return port.isEmpty || port.first == ":" && port.dropFirst().allSatisfy { ("0"..."9").contains($0) }
  }
}
