// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import ImagePlan
internal import Kernel
internal import LinuxABI
package import OCI

/// A layer that a step made, or that a base has.
package struct BuiltLayer: Equatable, Sendable {
  package let descriptor: ContentDescriptor
  package let diffID: Digest
  /// When it was made, RFC 3339; nil for those of a base.
  package let created: String?
  /// The name of its step by what it is made of, where it is known by another one, too.
  var step: String?
}

/// Results of steps by their keys: `build/cache/<digest of the key>`, a document each.
///
/// A document appears when its layer is in the store, and not before; while it is there the layer is kept by `gc`.
package struct BuildCache: Sendable {
  private let store: Store

  init(_ store: Store) throws(Failure) {
    self.store = store
    for path in [store.buildFolder, folder, store.buildMountsFolder] where !Files.exists(path) {
      do throws(KernelError) { try Files.makeDirectory(path, mode: 0o700) } catch {
        if error.errno != .EEXIST { throw Failure(error, .store) }
      }
    }
  }

  private var folder: String { store.buildCacheFolder }

  static func name(_ key: CacheKey) -> String { Hashing.digest(of: key.bytes).hex }

  /// What a step with that key came to; nil when nobody made it, or its blob is gone.
  func find(_ name: String) throws(Failure) -> BuiltLayer? {
    let bytes: [UInt8]
    do throws(KernelError) {
      bytes = try Files.read(folder + "/" + name, limit: 1 << 16)
    } catch {
      if error.errno == .ENOENT { return nil }
      throw Failure(error, .store)
    }
    // One that cannot be read is as good as none: it will be made again.
    guard let layer = BuildCache.decode(bytes), store.blobs.size(of: layer.descriptor.digest) == layer.descriptor.size
    else { return nil }
    return layer
  }

  func keep(_ layer: BuiltLayer, as name: String) throws(Failure) {
    let document = BuildCache.encode(layer)
    try asFailure(.store) { () throws(KernelError) in
      let temporary = "\(folder)/new-\(Processes.ownPID)-\(try RandomBytes.hex(6))"
      try Files.replace(
        folder + "/" + name, temporary: temporary, mode: 0o600, with: document)
    }
  }

  static func encode(_ layer: BuiltLayer) -> [UInt8] { Array(document(layer).compact.utf8) }

  static func document(_ layer: BuiltLayer) -> JSONValue {
    var members: [(String, JSONValue)] = [
      ("mediaType", .string(layer.descriptor.mediaType)), ("digest", .string(layer.descriptor.digest.text)),
      ("size", .integer(layer.descriptor.size)), ("diffID", .string(layer.diffID.text)),
      ("created", .string(layer.created ?? "")),
    ]
    if let step = layer.step { members.append(("step", .string(step))) }
    return .object(members)
  }

  static func decode(_ bytes: [UInt8]) -> BuiltLayer? { (try? JSONValue(parsing: bytes)).flatMap(decode) }

  static func decode(_ document: JSONValue) -> BuiltLayer? {
    guard let type = document["mediaType"]?.string,
      let digest = document["digest"]?.string.flatMap({ try? Digest(parsing: $0) }),
      let diffID = document["diffID"]?.string.flatMap({ try? Digest(parsing: $0) })
    else { return nil }
    let created = document["created"]?.string ?? ""
    return BuiltLayer(
      descriptor: ContentDescriptor(mediaType: type, digest: digest, size: document.number("size")), diffID: diffID,
      created: created.isEmpty ? nil : created, step: document["step"]?.string)
  }

  // MARK: For the collector

  /// Forgets every result and every directory of `--mount=type=cache` that no build has just now; their content is then
  /// the collector's.
  package static func clear(_ store: Store) throws(Failure) -> [String] {
    var lines: [String] = []
    let lock = try store.lock("content")
    for name in try entries(store.buildCacheFolder) {
      try asFailure(.store) { () throws(KernelError) in try Files.unlink(store.buildCacheFolder + "/" + name) }
      lines.append("build/cache/" + name)
    }
    for name in try entries(store.buildMountsFolder) {
      let path = store.buildMountsFolder + "/" + name
      guard let held = try? Files.openIfUnlocked(path, OpenFlags.readOnly | OpenFlags.directory | OpenFlags.noFollow)
      else { continue }
      try asFailure(.store) { () throws(KernelError) in try Files.removeTree(path) }
      lines.append("build/mounts/" + name)
      _ = consume held
    }
    _ = consume lock
    return lines
  }

  private static func entries(_ path: String) throws(Failure) -> [String] {
    guard Files.exists(path) else { return [] }
    return try asFailure(.store) { () throws(KernelError) in
      try Files.open(path, OpenFlags.readOnly | OpenFlags.directory).entries().sorted()
    }
  }

  /// Every layer that the cache keeps; rests of killed processes are removed.
  static func layers(of store: Store) -> [BuiltLayer] {
    guard let names = try? Files.open(store.buildCacheFolder, OpenFlags.readOnly | OpenFlags.directory).entries()
    else { return [] }
    var layers: [BuiltLayer] = []
    for name in names {
      let path = store.buildCacheFolder + "/" + name
      if name.hasPrefix("new-") {
        try? Files.unlink(path)
      } else if let bytes = try? Files.read(path, limit: 1 << 16), let layer = decode(bytes) {
        layers.append(layer)
      }
    }
    return layers
  }
}

extension Store {
  /// What builds keep for the next ones.
  package var buildFolder: String { root + "/build" }
  var buildCacheFolder: String { buildFolder + "/cache" }
  /// Directories of `RUN --mount=type=cache`.
  var buildMountsFolder: String { buildFolder + "/mounts" }
}
