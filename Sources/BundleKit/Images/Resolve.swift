// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import ImagePlan
internal import OCI

// From what people say to an image.
extension ImageStore {
  /// The image of a name, or of an ID or its first digits.
  ///
  /// A name is looked for as it is, under `localhost/`, and under the registries that short names are looked for in.
  ///
  /// - Throws: `image-missing`; `usage` when digits fit several images.
  package func resolve(_ text: String) throws(Failure) -> Image {
    if let found = try find(text) { return found }
    throw Failure(.imageMissing, "no image \"\(Table.printable(text))\" in the store", hint: "bundle images lists them")
  }

  /// `resolve` with nil for what is not there.
  package func find(_ text: String) throws(Failure) -> Image? { try lookUp(text)?.image }

  /// `find`, and whether it was an ID that was said.
  func lookUp(_ text: String) throws(Failure) -> (image: Image, byID: Bool)? {
    let entries = try index().manifests
    if let digest = ImageStore.wholeID(text) {
      for entry in entries {
        if let image = try? image(entry), [image.configDigest, image.manifestDigest, entry.digest].contains(digest) {
          return (image, true)
        }
      }
      return nil
    }
    let reference = try? ImageReference(parsing: text)
    if let reference {
      for name in try ImageStore.names(for: reference) {
        if let entry = entries.first(where: { ImageStore.matches($0, name) }) { return (try image(entry), false) }
      }
    }
    if let found = try byDigits(text, entries) { return (found, true) }
    if reference == nil { _ = try parseReference(text) }
    return nil
  }

  private static func wholeID(_ text: String) -> Digest? {
    (try? Digest(parsing: text)) ?? (try? Digest(.sha256, hex: text))
  }

  /// The stored names that a name may mean, in order.
  private static func names(for reference: ImageReference) throws(Failure) -> [ImageReference] {
    guard reference.registry == nil else { return [reference] }
    var local = reference
    local.registry = "localhost"
    var names = [reference, local]
    for candidate in try RegistryFiles.rules().candidates(for: reference) {
      names.append(candidate)
      if !candidate.repository.contains("/") {
        var official = candidate
        official.repository = "library/" + official.repository
        names.append(official)
      }
    }
    return names
  }

  private static func matches(_ entry: ContentDescriptor, _ wanted: ImageReference) -> Bool {
    guard let text = name(entry), let stored = try? ImageReference(parsing: text) else { return false }
    guard let digest = wanted.digest else { return stored.text == wanted.text }
    let origin = entry.annotation(ImageAnnotation.origin).flatMap { try? ImageReference(parsing: $0) }
    return stored.name == wanted.name
      && (entry.digest == digest || stored.digest == digest || origin?.digest == digest)
  }

  private func byDigits(_ text: String, _ entries: [ContentDescriptor]) throws(Failure) -> Image? {
    let digits = text.hasPrefix("sha256:") ? String(text.dropFirst(7)) : text
    guard !digits.isEmpty, digits.utf8.count < 64,
      digits.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
    else { return nil }
    var found: Image?
    for entry in entries {
      guard let image = try? image(entry), image.configDigest.hex.hasPrefix(digits) else { continue }
      if let found, found.configDigest != image.configDigest {
        throw Failure(.usage, "the digits \(digits) begin the IDs of several images", hint: "give more of them")
      }
      // A name tells more than none.
      if found?.reference == nil { found = image }
    }
    return found
  }
}
