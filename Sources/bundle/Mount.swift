// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BundleKit
import CapsulePlan
import Kernel

/// `bundle mount`: a bundle again, or an image to look at.
struct Mount: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Mount the root file system of a bundle again, or an image to look at.",
    discussion: """
      A bundle is one that `bundle unpack` made; it has to be where it was. An image is mounted read-only.

      Examples:
        bundle mount demo              # after `bundle umount demo`, or a reboot
        bundle mount debian /mnt
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var progress: ProgressOptions
  @OptionGroup var limits: LayerLimitOptions
  @Argument(help: "The bundle's folder; or an image, by name or ID, and then where.", completion: .directory)
  var what: String
  @Argument(help: "Where to mount an image.", completion: .directory) var folder: String?

  func run() throws {
    guard Processes.effectiveUID == 0 else {
      throw Failure(.permission, "mounting needs root", hint: "without root: bundle unpack --no-overlay")
    }
    let store = try global.store()
    if let folder {
      let image = try store.images.resolve(what)
      return try MountImage(image, in: store, limits: try limits.make()).mount(at: folder, try progress.make())
    }
    guard let record = try MountRecord.find(what, in: store), record.isBundle else {
      throw Failure(
        .usage, "\(what) is no bundle that this store knows",
        hint: "bundle unpack makes one; an image is mounted by bundle mount IMAGE FOLDER")
    }
    if try MountTable().isMountPoint(record.mountPoint) {
      throw Failure(.usage, "\(record.mountPoint) is mounted already")
    }
    try record.mount(in: store)
  }
}

/// `bundle umount`: the end of what `unpack` or `mount` mounted.
struct Unmount: Verb {
  static let configuration = CommandConfiguration(
    commandName: "umount", abstract: "Unmount the root file system of a bundle, or an image.",
    discussion: """
      What a container changed stays in DIR/upper. What is busy goes when its last user does.

      Example:
        bundle umount demo
      """)

  @OptionGroup var global: GlobalOptions
  @Argument(help: "The bundle's folder, or the one an image is mounted on.", completion: .directory)
  var folder: String

  func run() throws {
    let store = try global.store()
    guard let record = try MountRecord.find(folder, in: store) else {
      throw Failure(
        .usage, "\(folder) is neither a bundle with an overlay that this store knows, nor is an image mounted there")
    }
    let isMounted = try MountTable().isMountPoint(record.mountPoint)
    if isMounted { try OverlayMount.unmount(record.mountPoint) }
    // A bundle is mounted again; an image that somebody else has unmounted is only forgotten.
    if !record.isBundle { return try record.remove(from: store) }
    if !isMounted { throw Failure(.usage, "nothing is mounted at \(record.mountPoint)") }
  }
}
