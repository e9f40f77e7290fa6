// SPDX-License-Identifier: Apache-2.0

/// The name of an image: `[REGISTRY/]REPOSITORY[:TAG][@DIGEST]`, by the grammar that Docker and Podman share.
package struct ImageReference: Hashable, Sendable {
  /// Host and port; nil for a short name.
  package var registry: String?
  /// Path components in lower case.
  package var repository: String
  package var tag: String?
  package var digest: Digest?

  package init(registry: String?, repository: String, tag: String?, digest: Digest? = nil) {
    self.registry = registry
    self.repository = repository
    self.tag = tag
    self.digest = digest
  }

  /// Reads a name as people write it; nothing is added to it.
  ///
  /// The first component is a registry when it has a dot or a colon, or is `localhost`.
  ///
  /// - Throws: when it is not of that grammar, with what is wrong.
  package init(parsing text: String) throws(ReferenceError) {
    func fail(_ cause: String) -> ReferenceError {
      ReferenceError("image name \"\(Printable.text(text))\": \(cause)")
    }
    var rest = Array(text.utf8)[...]
    guard !rest.isEmpty else { throw ReferenceError("an image name is empty") }
    guard rest.count <= 1024 else { throw fail("longer than 1024 bytes") }
    digest = nil
    if let at = rest.firstIndex(of: UInt8(ascii: "@")) {
      digest = try Digest(parsing: ImageReference.string(rest[(at + 1)...]))
      rest = rest[..<at]
    }
    tag = nil
    let lastSlash = rest.lastIndex(of: UInt8(ascii: "/"))
    if let colon = rest.lastIndex(of: UInt8(ascii: ":")), colon > lastSlash ?? -1 {
      let name = rest[(colon + 1)...]
      guard ImageReference.isTag(name) else {
        throw fail(
          "a tag is up to 128 letters, digits, underscores, dots and dashes, and begins with none of the last two")
      }
      tag = ImageReference.string(name)
      rest = rest[..<colon]
    }
    registry = nil
    if let slash = rest.firstIndex(of: UInt8(ascii: "/")), ImageReference.isRegistry(rest[..<slash]) {
      guard ImageReference.isHost(rest[..<slash]) else { throw fail("the registry is not HOST or HOST:PORT") }
      registry = ImageReference.string(rest[..<slash])
      rest = rest[(slash + 1)...]
    }
    repository = ImageReference.string(rest)
    guard rest.count <= 255 else { throw fail("a repository's name is at most 255 bytes long") }
    for component in rest.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    where !ImageReference.isComponent(component) {
      let hasCapital = component.contains { $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") }
      throw fail(
        hasCapital
          ? "a repository's name must be in lower case"
          : "lower-case letters and digits, separated by dots, one or two underscores or dashes, are expected between slashes"
      )
    }
    if registry == nil, digest == nil, tag == nil, rest.count == 64, rest.allSatisfy(Digest.isDigit) {
      throw fail("64 hexadecimal digits are an image's ID, not a name")
    }
  }

  /// With `latest` where neither tag nor digest is said.
  package var tagged: ImageReference {
    var reference = self
    if tag == nil, digest == nil { reference.tag = "latest" }
    return reference
  }

  /// Registry and repository.
  package var name: String { (registry.map { $0 + "/" } ?? "") + repository }

  /// The name as stored: what was said, and `:latest` where neither tag nor digest was.
  package var text: String {
    let whole = tagged
    return name + (whole.tag.map { ":" + $0 } ?? "") + (digest.map { "@" + $0.text } ?? "")
  }

  // MARK: The grammar

  private static func string(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }

  private static func isTag(_ text: ArraySlice<UInt8>) -> Bool {
    guard let first = text.first, text.count <= 128 else { return false }
    guard isAlphanumeric(first) || first == UInt8(ascii: "_") else { return false }
    return text.allSatisfy { isAlphanumeric($0) || "_.-".utf8.contains($0) }
  }

  /// Whether the first component is meant to be a registry.
  private static func isRegistry(_ text: ArraySlice<UInt8>) -> Bool {
    text.contains(UInt8(ascii: ".")) || text.contains(UInt8(ascii: ":")) || text.elementsEqual("localhost".utf8)
  }

  private static func isHost(_ text: ArraySlice<UInt8>) -> Bool {
    var host = text
    if host.first == UInt8(ascii: "[") {
      guard let close = host.firstIndex(of: UInt8(ascii: "]")) else { return false }
      let address = host[(host.startIndex + 1)..<close]
      guard !address.isEmpty, address.allSatisfy({ Digest.isDigit($0 | 0x20) || $0 == UInt8(ascii: ":") }) else {
        return false
      }
      let port = host[(close + 1)...]
      return port.isEmpty || (port.first == UInt8(ascii: ":") && isPort(port.dropFirst()))
    }
    if let colon = host.firstIndex(of: UInt8(ascii: ":")) {
      guard isPort(host[(colon + 1)...]) else { return false }
      host = host[..<colon]
    }
    return host.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { label in
      guard let first = label.first, let last = label.last else { return false }
      return isAlphanumeric(first) && isAlphanumeric(last)
        && label.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
    }
  }

  private static func isPort(_ text: ArraySlice<UInt8>) -> Bool { UInt16(string(text)).map { $0 > 0 } ?? false }

  /// Letters and digits in lower case, separated by `.`, `_`, `__` or any number of `-`.
  private static func isComponent(_ text: ArraySlice<UInt8>) -> Bool {
    var separator: [UInt8] = []
    var hasText = false
    for byte in text {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
        guard separator.isEmpty || (hasText && isSeparator(separator)) else { return false }
        separator = []
        hasText = true
      case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"): separator.append(byte)
      default: return false
      }
    }
    return hasText && separator.isEmpty
  }

  private static func isSeparator(_ text: [UInt8]) -> Bool {
    text == [UInt8(ascii: ".")] || text == [UInt8(ascii: "_")] || text == [UInt8(ascii: "_"), UInt8(ascii: "_")]
      || text.allSatisfy { $0 == UInt8(ascii: "-") }
  }
}
