// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
package import ImagePlan
internal import Kernel
internal import LinuxABI
package import OCI

/// Takes images out of archives and layouts: OCI layouts (folder or archive), what `docker save` writes now (a layout with
/// manifest.json) and wrote before (manifest.json, or `repositories` alone).
package struct Load {
  let store: Store
  let platform: Platform
  /// What an image is called that has only a tag: the file's name.
  var fallbackName: String?

  package init(_ store: Store, platform: Platform?) {
    self.store = store
    self.platform = platform ?? PlatformChoice.host
  }

  /// Loads all images of the file or folder at `path`; nil: of standard input.
  package mutating func load(from path: String?) throws(Failure) -> [Image] {
    // Until the images are in the list, nobody is to collect their blobs.
    let adding = try store.adding()
    let images = try loadContent(from: path)
    _ = consume adding
    return images
  }

  private mutating func loadContent(from path: String?) throws(Failure) -> [Image] {
    guard let path else {
      let input = try asFailure(.system) { () throws(KernelError) in try Descriptors.duplicate(of: .input) }
      return try load(try ArchiveContent(input, subject: "standard input", store: store), "standard input")
    }
    fallbackName = Load.name(ofFile: path)
    let status = try asFailure(.system) { () throws(KernelError) in try Files.status(path) }
    if status.isDirectory {
      let folder = try LayoutFolder(path)
      guard let index = try folder.document("index.json", store) else {
        throw Failure(.imageInvalid, "\(path): no OCI image layout: it has no index.json")
      }
      return try loadLayout(folder, index, path)
    }
    let file = try asFailure(.system) { () throws(KernelError) in
      try Files.open(path, OpenFlags.readOnly | OpenFlags.noControllingTerminal)
    }
    return try load(try ArchiveContent(file, subject: path, store: store), path)
  }

  private func load(_ content: ArchiveContent, _ subject: String) throws(Failure) -> [Image] {
    if let index = try content.document("index.json", store) { return try loadLayout(content, index, subject) }
    if let manifests = try content.document("manifest.json", store) {
      return try loadDocker(content, manifests, subject)
    }
    if let names = try content.document("repositories", store) { return try loadLegacy(content, names, subject) }
    throw Failure(
      .imageInvalid, "\(subject): no images in it: neither index.json nor manifest.json",
      hint: "bundle import makes an image of a root file system")
  }

  // MARK: OCI layouts

  private func loadLayout(
    _ source: any ImageSource, _ bytes: [UInt8], _ subject: String
  ) throws(Failure) -> [Image] {
    let index: ImageIndex = try decode(bytes, as: "\(subject): index.json")
    var images: [Image] = []
    var names: [String: Digest] = [:]
    let entries = index.manifests.filter { !PlatformChoice.isAttestation($0) }
    for entry in entries {
      let name = name(of: entry)
      if let name, let other = names.updateValue(entry.digest, forKey: name.text), other != entry.digest {
        throw Failure(.imageInvalid, "\(subject): index.json gives the name \(name.text) to two images")
      }
    }
    for entry in entries {
      guard let manifest = try manifest(for: entry, source, depth: 0) else {
        // A layout may be one multi-platform image without an index around it.
        if entries.count > 1 { continue }
        throw Failure(.imageInvalid, "\(subject): no image for \(platform.text)")
      }
      let descriptor = manifest.descriptor
      let document: ImageManifest = try decode(manifest.bytes, as: "manifest \(descriptor.digest.text)")
      try fetch(document, source, subject)
      images.append(
        try store.images.add(
          manifest: manifest.bytes, mediaType: document.mediaType.isEmpty ? descriptor.mediaType : document.mediaType,
          as: name(of: entry)))
    }
    guard !images.isEmpty else { throw Failure(.imageInvalid, "\(subject): no image for \(platform.text)") }
    return images
  }

  /// One image of a layout, its blobs brought into the store; it is in no list.
  ///
  /// Until somebody names it, the caller holds `Store.adding()`.
  package func image(_ wanted: LayoutReference) throws(Failure) -> Image {
    let source = try LayoutFolder(wanted.folder)
    guard let bytes = try source.document("index.json", store) else {
      throw Failure(.imageInvalid, "\(wanted.folder): no OCI image layout: it has no index.json")
    }
    let index: ImageIndex = try decode(bytes, as: "\(wanted.folder): index.json")
    guard let entry = wanted.choose(from: index.manifests, name: ImageAnnotation.name) else {
      let known = index.manifests.compactMap { $0.annotation(ImageAnnotation.name) }
      throw Failure(
        .imageMissing, "\(wanted.text): there is no such image",
        hint: known.isEmpty ? nil : "there are " + known.joined(separator: ", "))
    }
    guard let manifest = try manifest(for: entry, source, depth: 0) else {
      throw Failure(.imageInvalid, "\(wanted.text): no image for \(platform.text)")
    }
    let document: ImageManifest = try decode(manifest.bytes, as: "manifest \(manifest.descriptor.digest.text)")
    try fetch(document, source, wanted.folder)
    return try store.images.image(manifest.descriptor)
  }

  private func fetch(_ manifest: ImageManifest, _ source: any ImageSource, _ subject: String) throws(Failure) {
    for part in [manifest.config] + manifest.layers {
      guard try source.fetch(part, store) || store.blobs.size(of: part.digest) == part.size else {
        throw Failure(.imageInvalid, "\(subject): blob \(part.digest.text) is missing")
      }
    }
  }

  /// The manifest that an entry leads to, through indexes.
  private func manifest(
    for entry: ContentDescriptor, _ source: any ImageSource, depth: Int
  ) throws(Failure) -> (descriptor: ContentDescriptor, bytes: [UInt8])? {
    guard depth < Reachable.depthLimit else {
      throw Failure(.imageInvalid, "indexes inside one another deeper than \(Reachable.depthLimit)")
    }
    guard try source.fetch(entry, store) else {
      throw Failure(.imageInvalid, "blob \(entry.digest.text) is missing")
    }
    let bytes = try store.blobs.read(entry.digest)
    switch entry.type {
    case .imageManifest: return (entry, bytes)
    case .imageIndex:
      let index: ImageIndex = try decode(bytes, as: "index \(entry.digest.text)")
      guard let choice = PlatformChoice.choose(from: index.manifests, for: platform) else { return nil }
      return try manifest(for: index.manifests[choice], source, depth: depth + 1)
    case .imageConfig, .layer, .schema1, .emptyJSON, .other:
      throw Failure(.imageInvalid, "\(entry.digest.text) is of type \"\(Table.printable(entry.mediaType))\", no image")
    }
  }

  /// The name an entry is to have: a whole one, or a tag for the name of the file.
  private func name(of entry: ContentDescriptor) -> ImageReference? {
    func whole(_ text: String?) -> ImageReference? {
      guard let text, text.contains(where: { ":/@".contains($0) }) else { return nil }
      return (try? ImageReference(parsing: text))?.tagged
    }
    let tag = entry.annotation(ImageAnnotation.name)
    if let named = whole(tag) { return named }
    // Beside a bare tag stands the whole name; tools that add a tag leave that of the old one.
    if let named = whole(entry.annotation(ImageAnnotation.containerdName)), tag == nil || named.tag == tag {
      return named
    }
    guard let tag, let fallbackName else { return nil }
    return try? ImageReference(parsing: fallbackName + ":" + tag)
  }

  /// The name of a file without its endings, when an image can be called that.
  private static func name(ofFile path: String) -> String? {
    guard var name = path.split(separator: "/").last.map({ String($0) }) else { return nil }
    for ending in [".gz", ".zst", ".xz", ".bz2", ".tar", ".oci", ".tgz"] where name.hasSuffix(ending) {
      name.removeLast(ending.count)
    }
    return (try? ImageReference(parsing: name)) == nil ? nil : name
  }
}
