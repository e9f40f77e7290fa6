// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import Kernel
internal import LinuxABI
package import OCI

/// What the store knows of a bundle that was unpacked as an overlay, or of an image that is mounted to be looked at: the
/// layers are kept as long as it is there, and it can be mounted again.
///
/// `bundles/<sha256 of its path>`; a bundle that is moved is another.
package struct MountRecord: Sendable {
  /// The bundle's folder, or the mount point; absolute, links resolved.
  package let folder: String
  /// With `upper` and `work` in its folder, mounted at `rootfs`; else the image alone, read-only.
  package let isBundle: Bool
  package let imageName: String
  package let manifestDigest: Digest
  /// Names in layers/, the uppermost first.
  package let layers: [String]
  /// What the kernel was called when it was made: mounts end with it.
  private let boot: String

  init(_ folder: String, isBundle: Bool, of image: Image, _ layers: [LayerFolder]) throws(Failure) {
    self.folder = try Store.real(folder)
    self.isBundle = isBundle
    imageName = image.title
    manifestDigest = image.manifestDigest
    self.layers = LayerFolder.shown(layers).map(\.key)
    boot = MountRecord.currentBoot
  }

  /// Where it is mounted.
  package var mountPoint: String { isBundle ? folder + "/rootfs" : folder }

  /// Mounts it.
  package func mount(in store: Store) throws(Failure) {
    let lower = layers.map { store.layersFolder + "/" + $0 + "/diff" }
    for folder in lower where !Files.exists(folder) {
      throw Failure(
        .store, "mount \(mountPoint): the layer \(folder) is gone", hint: "unpack the image anew, or run bundle fsck")
    }
    try OverlayMount.mount(
      lower: lower, upper: isBundle ? folder + "/upper" : nil, work: isBundle ? folder + "/work" : nil, at: mountPoint)
  }

  /// Whether nothing can use it any more.
  ///
  /// Whether it is mounted is no sign: it may be so in a mount namespace that we do not see.
  var isGone: Bool {
    if isBundle { return !Files.exists(folder + "/upper") }
    return boot != MountRecord.currentBoot || !Files.exists(folder)
  }

  // MARK: Files

  /// The record of a folder; nil when there is none.
  package static func find(_ folder: String, in store: Store) throws(Failure) -> MountRecord? {
    try read(store.bundlesFolder + "/" + name(try Store.real(folder)))
  }

  /// All of them.
  package static func all(in store: Store) throws(Failure) -> [MountRecord] {
    let names = try asFailure(.store) { () throws(KernelError) -> [String] in
      try Files.open(store.bundlesFolder, OpenFlags.readOnly | OpenFlags.directory).entries().sorted()
    }
    var records: [MountRecord] = []
    for name in names where !name.contains(".") {
      if let record = try read(store.bundlesFolder + "/" + name) { records.append(record) }
    }
    return records
  }

  func write(to store: Store) throws(Failure) {
    let json = JSONValue.object([
      ("folder", .string(folder)), ("isBundle", .bool(isBundle)), ("imageName", .string(imageName)),
      ("manifestDigest", .string(manifestDigest.text)), ("layers", .strings(layers)), ("boot", .string(boot)),
    ])
    let path = store.bundlesFolder + "/" + MountRecord.name(folder)
    try asFailure(.store) { () throws(KernelError) in
      try Files.replace(
        path, temporary: "\(path).\(Processes.ownPID)", mode: 0o600, with: Array(json.pretty.utf8) + [0x0a])
    }
  }

  package func remove(from store: Store) throws(Failure) {
    do {
      try Files.unlink(store.bundlesFolder + "/" + MountRecord.name(folder))
    } catch  where error.errno == .ENOENT {
    } catch {
      throw Failure(error, .store)
    }
  }

  /// - Throws: when it is there and cannot be read: what it uses is then unknown.
  private static func read(_ path: String) throws(Failure) -> MountRecord? {
    let json: JSONValue
    do {
      json = try JSONValue(parsing: try Files.read(path, limit: 4 << 20))
    } catch let error as KernelError {
      if error.errno == .ENOENT { return nil }
      throw Failure(error, .store)
    } catch let error as JSONError {
      throw Failure(.store, error.text(file: path), hint: "remove the file to forget the bundle")
    } catch {
      throw Failure(.store, "read \(path)")
    }
    guard let record = MountRecord(json) else {
      throw Failure(.store, "\(path) is no record of a bundle", hint: "remove the file to forget the bundle")
    }
    return record
  }

  private init?(_ json: JSONValue) {
    guard let digest = try? Digest(parsing: json.text("manifestDigest")), !json.text("folder").isEmpty else {
      return nil
    }
    folder = json.text("folder")
    isBundle = json.flag("isBundle")
    imageName = json.text("imageName")
    manifestDigest = digest
    layers = json.texts("layers")
    boot = json.text("boot")
  }

  private static func name(_ folder: String) -> String { Hashing.digest(of: Array(folder.utf8)).hex }

  private static var currentBoot: String {
    let bytes = (try? Files.read("/proc/sys/kernel/random/boot_id", limit: 64)) ?? []
    return String(decoding: bytes.prefix { $0 != 0x0a }, as: UTF8.self)
  }
}
