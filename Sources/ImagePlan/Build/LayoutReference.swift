// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
package import OCI

/// An image of an OCI layout: what stands behind `oci-layout://`, `FOLDER[:TAG][@DIGEST]`.
package struct LayoutReference: Hashable, Sendable {
  package var folder: String
  package var tag: String?
  package var digest: Digest?

  /// - Throws: when the digest is none, or the folder is missing.
  package init(parsing text: String) throws(Failure) {
    var rest = text
    if let (before, digest) = text.cut(atLast: "@"), digest.contains(":") {
      do { self.digest = try Digest(parsing: digest) } catch {
        throw Failure(.usage, "oci-layout://\(text): \(error.message)")
      }
      rest = before
    }
    // A colon before a slash belongs to the folder's name.
    if let (before, tag) = rest.cut(atLast: ":"), !tag.contains("/"), !tag.isEmpty { (rest, self.tag) = (before, tag) }
    guard !rest.isEmpty else { throw Failure(.usage, "oci-layout://\(text): FOLDER[:TAG][@DIGEST] is expected") }
    folder = rest
  }

  /// As it is written.
  package var text: String {
    "oci-layout://" + folder + (tag.map { ":" + $0 } ?? "") + (digest.map { "@" + $0.text } ?? "")
  }

  /// The entry of a layout's index that is meant: of the digest, of the tag, the only one, or `latest`.
  package func choose(from entries: [ContentDescriptor], name: String) -> ContentDescriptor? {
    let entries = entries.filter { !PlatformChoice.isAttestation($0) }
    if let digest { return entries.first { $0.digest == digest } }
    if tag == nil, Set(entries.map(\.digest)).count == 1 { return entries.first }
    let wanted = tag ?? "latest"
    return entries.first { entry in
      guard let own = entry.annotation(name) else { return false }
      return own == wanted || own.hasSuffix(":" + wanted)
    }
  }
}

extension String {
  /// What is before and behind the last `separator`; nil when there is none.
  fileprivate func cut(atLast separator: Character) -> (before: String, behind: String)? {
    lastIndex(of: separator).map { (String(self[..<$0]), String(self[index(after: $0)...])) }
  }
}
