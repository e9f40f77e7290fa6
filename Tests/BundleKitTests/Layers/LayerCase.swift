// SPDX-License-Identifier: Apache-2.0
import BundleKit
import CapsulePlan
import Kernel
import LinuxABI
import OCI
import TestSupport
import Testing

/// An image with one trick, and what has to become of it both ways: as an overlay of layers, and as a folder of files.
///
/// In brackets stands what the trick is called in the list of them; one `.host` in a name or target is the path of a tree
/// outside that has to stay as it is.
struct LayerCase: CustomTestStringConvertible, Sendable {
  enum Outcome: Sendable {
    /// The files, as `TreeText` lists them.
    case tree(String)
    /// Among them that line.
    case line(String)
    /// An error with that text in it.
    case refused(String)
  }

  let name: String
  let layers: @Sendable (_ host: String) -> [[TarEntry]]
  let overlay: Outcome
  let flat: Outcome

  var testDescription: String { name }

  init(
    _ name: String, overlay: Outcome, flat: Outcome, _ layers: @escaping @Sendable (_ host: String) -> [[TarEntry]]
  ) {
    self.name = name
    self.layers = layers
    self.overlay = overlay
    self.flat = flat
  }

  /// The same outcome both ways.
  init(_ name: String, _ outcome: Outcome, _ layers: @escaping @Sendable (_ host: String) -> [[TarEntry]]) {
    self.init(name, overlay: outcome, flat: outcome, layers)
  }

  /// Unpacks the image both ways and compares; the host's tree has to be what it was.
  func check(sourceLocation: SourceLocation = #_sourceLocation) throws {
    try LayerImage.withHost { store, host, fixture in
      let image = try LayerImage(layers(host.path).map { TarEntry.archive($0) }).add(to: store)
      for (way, isFlat, wanted) in [("overlay", false, overlay), ("flat", true, flat)] {
        let outcome = LayerImage.unpack(image, store, to: fixture.path("bundles/" + way), isFlat: isFlat)
        let found = outcome.replacing(host.path, with: "HOST")
        switch wanted {
        case .tree(let text):
          #expect(found == text, "\(way): wanted\n\(text)\nfound\n\(found)", sourceLocation: sourceLocation)
        case .line(let text):
          #expect(
            found.split(separator: "\n").contains { $0.hasSuffix(text) }, "\(way): no line '\(text)' in\n\(found)",
            sourceLocation: sourceLocation)
        case .refused(let text):
          #expect(
            found.hasPrefix("refused: ") && found.contains(text), "\(way): wanted '\(text)', found\n\(found)",
            sourceLocation: sourceLocation)
        }
      }
      host.expectUntouched(fixture, sourceLocation)
    }
  }
}

/// An image made on the spot of archives, with everything that can be said wrongly of them.
struct LayerImage {
  struct Layer {
    var archive: [UInt8]
    /// What is stored; nil is the archive as it is.
    var blob: [UInt8]?
    var mediaType = MediaType.layer(.oci, .none, distributable: true).text
    /// What the manifest and the configuration say in place of the truth.
    var digest: Digest?
    var sizeError: Int64 = 0
    var diffID: Digest?
  }

  var layers: [Layer]
  var config = ImageConfig(platform: Samples.amd64)

  init(_ archives: [[UInt8]]) { layers = archives.map { Layer(archive: $0) } }
  init(_ layers: [Layer]) { self.layers = layers }

  /// Puts its content into a store, whatever is wrong with it.
  func add(_ name: String = "torture", to store: Store) throws -> Image {
    var config = config
    var descriptors: [ContentDescriptor] = []
    for layer in layers {
      let blob = layer.blob ?? layer.archive
      var descriptor = try store.blobs.put(blob, MediaType(layer.mediaType))
      if let digest = layer.digest {
        try Files.create(store.blobs.path(of: digest), mode: 0o600, with: blob)
        descriptor = ContentDescriptor(MediaType(layer.mediaType), digest: digest, size: descriptor.size)
      }
      descriptor.size += layer.sizeError
      descriptors.append(descriptor)
      config.diffIDs.append(layer.diffID ?? Hashing.digest(of: layer.archive))
    }
    let manifest = ImageManifest(config: try store.blobs.put(config.bytes, .imageConfig(.oci)), layers: descriptors)
    // Not by `ImageStore.add`, which looks at sizes: what a store holds may have been damaged since.
    let entry = try store.blobs.put(manifest.bytes, .imageManifest(.oci))
    return try store.images.image(entry)
  }

  /// Unpacks to a bundle in a mount namespace that ends with this call, and tells what is in its root.
  static func unpack(
    _ image: Image, _ store: Store, to folder: String, isFlat: Bool, withTimes: Bool = false,
    _ change: @escaping @Sendable (inout UnpackImage) -> Void = { _ in },
    then body: @escaping @Sendable (String) throws(Failure) -> String? = { _ in nil }
  ) -> String {
    privately { () throws(Failure) in
      var work = try UnpackImage(image, in: store, to: folder, isFlat: isFlat)
      change(&work)
      _ = try work.perform(.none)
      if let text = try body(folder) { return text }
      return TreeText(folder + "/rootfs", withTimes: withTimes).lines.joined(separator: "\n")
    }
  }

  /// Runs `body` in a thread with a mount namespace of its own; a failure is text too.
  static func privately(_ body: @escaping @Sendable () throws(Failure) -> String) -> String {
    do {
      return try Worker { () throws(Failure) -> String in
        try asFailure(.system) { () throws(KernelError) in
          try ProcessNamespaces.unshare(Namespaces(.mount))
          try Mounts.setPropagation("/", MountFlags.private | MountFlags.recursive)
        }
        return try body()
      }.join()
    } catch {
      return "refused: " + error.message
    }
  }

  /// A store, and beside it what must not be touched.
  static func withHost(_ body: (Store, Host, Fixture) throws -> Void) throws {
    try Fixture.with { fixture in
      fixture.defer { try? Files.removeTree(fixture.directory) }
      try Files.makeDirectory(fixture.path("bundles"), mode: 0o755)
      let store = try Store(root: fixture.path("store"))
      let host = try Host(fixture)
      try body(store, host, fixture)
    }
  }

  /// The tree outside: files, links, folders, and siblings of the store and of the bundles.
  struct Host {
    let path: String
    private let before: [String]

    init(_ fixture: Fixture) throws {
      path = fixture.path("host")
      try fixture.file("host/secret", "secret")
      try fixture.file("host/d/x", "x")
      try fixture.file("host/etc/passwd", "root:x:0:0:root:/root:/bin/sh\nevil:x:0:0::/:/bin/sh\n")
      try fixture.file("sibling", "sibling")
      try fixture.file("bundles/sibling", "sibling")
      try Nodes.makeSymlink(path + "/ln", at: Files.workingDirectory, to: "secret")
      before = Host.listing(fixture)
    }

    private static func listing(_ fixture: Fixture) -> [String] {
      TreeText(fixture.directory, withTimes: true, except: ["store", "bundles"]).lines
        + TreeText(fixture.path("bundles"), except: ["overlay", "flat"]).lines
    }

    func expectUntouched(_ fixture: Fixture, _ sourceLocation: SourceLocation = #_sourceLocation) {
      let after = Host.listing(fixture)
      #expect(after == before, "the host's tree has changed: \(after)", sourceLocation: sourceLocation)
    }
  }
}
