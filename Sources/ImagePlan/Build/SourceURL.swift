// SPDX-License-Identifier: Apache-2.0
internal import Dockerfile

/// An `http:` or `https:` source of ADD.
package struct SourceURL: Equatable, Sendable {
  /// Without the user in it: what is asked for, and what people are told.
  package let address: String
  /// `user:password`, percent signs resolved; nil when there is none.
  package let login: String?
  /// The last part of its path, what a file is called that goes into a directory; nil when it has none.
  package let name: String?

  package init(_ text: String) {
    let plain = text.prefix { $0 != "#" }
    let scheme = plain.prefix { $0 != "/" }
    let rest = plain[scheme.endIndex...].drop { $0 == "/" }
    let authority = rest.prefix { $0 != "/" && $0 != "?" }
    if let at = authority.lastIndex(of: "@") {
      let user = String(authority[..<at])
      login = PercentEncoding.decoded(user) ?? user
      address = String(plain[..<rest.startIndex] + rest[rest.index(after: at)...])
    } else {
      login = nil
      address = String(plain)
    }
    let path = rest[authority.endIndex...].prefix { $0 != "?" }
    let last = path.split(separator: "/").last.map(String.init)
    name = last.flatMap(PercentEncoding.decoded).flatMap(SourceURL.fileName)
  }

  /// The name that a Content-Disposition header gives (RFC 6266); nil when it gives none that a file may have.
  package static func name(ofDisposition header: String) -> String? {
    for part in header.split(separator: ";").dropFirst() {
      let trimmed = part.drop { $0 == " " }
      guard trimmed.lowercased().hasPrefix("filename=") else { continue }
      var value = String(trimmed.dropFirst("filename=".count))
      if value.hasPrefix("\""), value.hasSuffix("\""), value.count > 1 { value = String(value.dropFirst().dropLast()) }
      // A whole path is somebody else's.
      return value.split(separator: "/").last.map(String.init).flatMap(fileName)
    }
    return nil
  }

  /// nil for what would name a directory, or be hard to get rid of.
  private static func fileName(_ text: String) -> String? {
    let isPlain = !text.utf8.contains { $0 < 0x20 || $0 == 0x7f || $0 == UInt8(ascii: "/") }
    return isPlain && text != "." && text != ".." && !text.isEmpty && text.utf8.count <= 255 ? text : nil
  }
}
