// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BundleKit
import CapsulePlan
import Dockerfile
import ImagePlan
import Kernel

/// How progress is shown.
struct ProgressOptions: ParsableArguments {
  @Flag(name: .shortAndLong, help: "Show no progress.")
  var quiet = false

  @Option(help: "How progress is shown: auto, bars, plain, json.")
  var progress = "auto"

  func make() throws(Failure) -> BundleKit.Progress {
    if quiet { return .none }
    if progress == "auto" { return .automatic() }
    guard let style = BundleKit.Progress.Style(rawValue: progress) else {
      throw Failure(.usage, "--progress \(progress): auto, bars, plain or json")
    }
    return BundleKit.Progress(style)
  }
}

/// How large layers may be.
struct LayerLimitOptions: ParsableArguments {
  @Option(help: "Refuse layers whose archive, or whose files together, have more bytes (1g, 500m).")
  var maxLayerSize: String?

  func make() throws(Failure) -> LayerLimits {
    var limits = LayerLimits()
    if let maxLayerSize { limits.bytes = try ByteSize.parse(maxLayerSize, option: "--max-layer-size") }
    return limits
  }
}

/// `bundle unpack`: a bundle from an image.
struct Unpack: Verb {
  static let configuration = CommandConfiguration(
    commandName: "unpack",
    abstract: "Make a bundle for an OCI runtime from an image.",
    discussion: """
      The root file system is an overlay of the image's layers, mounted at DIR/rootfs until `bundle umount DIR`
      (`bundle mount DIR` mounts it again); with --no-overlay, and without root, it is a folder of files.

        bundle unpack debian demo
        capsule-oci run -b demo c1
        bundle umount demo
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var progress: ProgressOptions

  @OptionGroup var limits: LayerLimitOptions

  @Flag(help: "Unpack files instead of mounting an overlay.")
  var noOverlay = false

  @Flag(help: "Tell how long reading, hashing, inflating and writing took.")
  var timings = false

  @Argument(help: "The image, by name or ID.")
  var image: String

  @Argument(help: "The bundle's folder; made, or empty.", completion: .directory)
  var folder: String

  func run() throws {
    let store = try global.store()
    let image = try store.images.resolve(image)
    let isFlat = noOverlay || Processes.effectiveUID != 0
    var work = try UnpackImage(image, in: store, to: folder, isFlat: isFlat)
    work.limits = try limits.make()
    let times = try work.perform(try progress.make())
    if timings { try output(times.text) }
  }
}
