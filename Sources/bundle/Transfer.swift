// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BundleKit
import CapsulePlan
import ImagePlan
import Kernel
import LinuxABI
import OCI

extension Platform: ExpressibleByArgument {
  package init?(argument: String) {
    guard let platform = try? Platform(parsing: argument) else { return nil }
    self = platform
  }
}

/// `bundle load`.
struct LoadImages: Verb {
  static let configuration = CommandConfiguration(
    commandName: "load", abstract: "Take images out of an archive or an OCI layout.",
    discussion: """
      It reads OCI layouts (folder or archive) and what docker save writes and wrote, compressed or not. A layout that
      gives an image only a tag has it called after the file.

      Examples:
        bundle load --input hello.tar
        docker save hello | bundle load
        bundle load --input layout-folder --platform linux/arm64
      """)

  @OptionGroup var global: GlobalOptions
  @Option(name: .shortAndLong, help: "A file or a folder; without it, standard input.", completion: .file())
  var input: String?
  @Option(help: "OS/ARCHITECTURE[/VARIANT] to choose from images for several platforms.") var platform: Platform?
  @Flag(name: .shortAndLong, help: "Tell nothing.") var quiet = false

  func run() throws {
    if input == nil, (try? Terminal.size(0)) != nil {
      throw Failure(.usage, "nothing to load: standard input is a terminal", hint: "--input FILE")
    }
    var load = Load(try global.store(), platform: platform)
    for image in try load.load(from: input == "-" ? nil : input) where !quiet {
      try output(
        image.reference.map { "Loaded image: \($0.text)\n" } ?? "Loaded image ID: \(image.configDigest.text)\n")
    }
  }
}

/// `bundle save`.
struct SaveImages: Verb {
  static let configuration = CommandConfiguration(
    commandName: "save", abstract: "Write images into an archive or an OCI layout.",
    discussion: """
      The usual oci-archive is an OCI layout that docker loads as well.

      Examples:
        bundle save --output hello.tar hello
        bundle save hello | ssh host docker load
        bundle save --format oci-dir --output layout hello other:1
      """)

  @OptionGroup var global: GlobalOptions
  @Option(
    name: .shortAndLong, help: "A file, or a folder for oci-dir; without it, standard output.", completion: .file())
  var output: String?
  @Option(help: "oci-archive, docker-archive or oci-dir.") var format = Save.Format.ociArchive
  @Option(help: "Compress layers that are stored plain: gzip, zstd or none.") var compression = LayerCompression.none
  @Argument(help: "Names, IDs or their first digits.") var images: [String]

  func run() throws {
    if format == .dockerArchive, compression != .none {
      throw Failure(.usage, "--compression: the layers of a docker-archive are plain")
    }
    let store = try global.store()
    let adding = try store.adding()
    let chosen = try images.map {
      try store.images.compressed(try store.images.resolve($0), with: compression)
    }
    try write(Save(chosen, from: store))
    _ = consume adding
  }

  private func write(_ save: Save) throws(Failure) {
    if format == .ociDirectory {
      guard let output else { throw Failure(.usage, "an OCI layout needs a folder", hint: "--output DIR") }
      return try save.writeFolder(output)
    }
    try ArchiveTarget.write(output) { (file) throws(Failure) in try save.write(format, to: file) }
  }
}

/// Where archives are written to.
enum ArchiveTarget {
  /// Lets `body` write to the file at a path, or to standard output, which must not be a terminal.
  static func write(_ path: String?, _ body: (consuming Descriptor) throws(Failure) -> Void) throws(Failure) {
    guard let path, path != "-" else {
      if (try? Terminal.size(1)) != nil {
        throw Failure(.usage, "standard output is a terminal", hint: "--output FILE, or redirect it")
      }
      return try body(try asFailure(.system) { () throws(KernelError) in try Descriptors.duplicate(of: .output) })
    }
    // Beside the file and then renamed: a reader never sees half of it, and an old one stays when we fail.
    let temporary = "\(path).\(Processes.ownPID).part"
    do throws(Failure) {
      let file = try asFailure(.system) { () throws(KernelError) in
        try Files.open(temporary, OpenFlags.writeOnly | OpenFlags.create | OpenFlags.exclusive, mode: 0o644)
      }
      try body(file)
      try asFailure(.system) { () throws(KernelError) in try Files.rename(temporary, to: path) }
    } catch {
      try? Files.unlink(temporary)
      throw error
    }
  }
}

extension Save.Format: ExpressibleByArgument {}

/// `bundle import`.
struct ImportImage: Verb {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Make an image of a root file system in a tar archive.",
    discussion: """
      The archive becomes the image's only layer; plain, gzip and zstd are kept as they are.

      Examples:
        mmdebstrap --variant=minbase bookworm - | bundle import - debian
        bundle import rootfs.tar.gz hello:1 --change 'CMD ["/hello"]' --change 'EXPOSE 80' --message 'by hand'
      """)

  @OptionGroup var global: GlobalOptions
  @Option(
    name: .shortAndLong,
    help: "An instruction: CMD, ENTRYPOINT, ENV, EXPOSE, LABEL, ONBUILD, STOPSIGNAL, USER, VOLUME, WORKDIR.")
  var change: [String] = []
  @Option(name: .shortAndLong, help: "A comment for the image's history.") var message = ""
  @Option(help: "OS/ARCHITECTURE[/VARIANT] of what is in it.") var platform: Platform?
  @Argument(help: "A file, or - for standard input.", completion: .file()) var file: String
  @Argument(help: "NAME[:TAG]") var name: String?

  func run() throws {
    var work = Import()
    work.message = message
    if let platform { work.platform = PlatformChoice.normalised(platform) }
    for text in change {
      do {
        try ConfigChange.apply(text, to: &work.config)
      } catch {
        throw Failure(error)
      }
    }
    let reference = try name.map { try parseReference($0).tagged }
    let image = try work.run(from: file == "-" ? nil : file, as: reference, in: try global.store())
    try output(image.configDigest.text + "\n")
  }
}
