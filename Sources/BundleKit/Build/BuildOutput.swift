// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import Dockerfile
internal import ImagePlan
internal import Kernel
internal import LinuxABI
internal import OCI

/// `--output`: what else a build leaves than an image in the store.
package struct BuildOutput: Equatable, Sendable {
  package enum Kind: String, CaseIterable, Sendable {
    /// The files of the target, as a directory.
    case local
    /// The same in a tar archive.
    case tar
    case oci
    case docker
    /// The image in the store, which is always made.
    case image
  }
  package var kind: Kind
  /// A path; `-` is standard output.
  package var destination: String

  /// Reads `type=KIND,dest=PATH`, or a directory alone.
  package init(parsing text: String) throws(Failure) {
    guard text.contains("=") else {
      self.init(text == "-" ? .tar : .local, text)
      return
    }
    let bad = Failure(.usage, "--output \(text): type=local|tar|oci|docker|image,dest=PATH expected")
    var (kind, destination): (Kind?, String) = (nil, "")
    let fields: [String]
    do { fields = try CSV.fields(text) } catch { throw bad }
    for field in fields {
      let pair = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard pair.count == 2 else { throw bad }
      switch pair[0] {
      case "type":
        guard let known = Kind(rawValue: pair[1]) else {
          throw Failure(
            .usage, "not supported: --output type=\(pair[1])", hint: "local, tar, oci, docker and image are")
        }
        kind = known
      case "dest": destination = pair[1]
      // Layers are clamped to SOURCE_DATE_EPOCH whenever there is one.
      case "rewrite-timestamp": break
      default: throw Failure(.usage, "not supported: --output \(text): \(pair[0])=")
      }
    }
    guard let kind, kind == .image || !destination.isEmpty else { throw bad }
    self.init(kind, destination)
  }

  private init(_ kind: Kind, _ destination: String) {
    self.kind = kind
    self.destination = destination
  }

  /// Fails for what several platforms cannot be written to.
  package func check(platforms: Int) throws(Failure) {
    guard kind == .docker, platforms > 1 else { return }
    throw Failure(
      .usage, "not supported: --output type=docker with several platforms: docker's archive has one",
      hint: "type=oci has all of them")
  }

  /// Writes it; of several platforms each to a folder of its own, `linux_arm64`.
  package func write(
    _ image: Image, of result: BuildResult, in store: Store, _ report: BuildReport
  ) throws(Failure) {
    if kind == .image { return }
    let index = report.begin("exporting to \(kind.rawValue) \(destination)")
    do throws(Failure) {
      switch kind {
      case .image: break
      case .local:
        for (folder, layers) in folders(of: result) { try writeFiles(layers, to: folder, store) }
      case .tar: try writeTar(result, store)
      case .oci: try Save([image], from: store).write(.ociArchive, to: try open())
      case .docker: try Save([image], from: store).write(.dockerArchive, to: try open())
      }
      report.done(index)
    } catch {
      report.failed(index, error.message)
      throw error.during("--output \(destination)")
    }
  }

  private func folders(of result: BuildResult) -> [(String, [BuiltLayer])] {
    if result.images.count == 1 { return result.images.map { (destination, $0.layers) } }
    return result.images.map { (destination + "/" + $0.folderName, $0.layers) }
  }

  private func open() throws(Failure) -> Descriptor {
    try asFailure(.system) { () throws(KernelError) in
      if destination == "-" { return try Descriptors.duplicate(of: .output) }
      return try Files.open(
        destination, OpenFlags.writeOnly | OpenFlags.create | OpenFlags.truncate, mode: 0o644)
    }
  }

  /// The target's files over what is in the directory already.
  private func writeFiles(_ layers: [BuiltLayer], to folder: String, _ store: Store) throws(Failure) {
    let stack = LayerStack(layers, in: store)
    let files = try stack.files()
    try asFailure(.build) { () throws(KernelError) in
      for path in folder == destination ? [folder] : [destination, folder] {
        do throws(KernelError) { try Files.makeDirectory(path, mode: 0o755) } catch {
          if error.errno != .EEXIST { throw error }
        }
      }
      let target = try Files.open(folder, OpenFlags.readOnly | OpenFlags.directory)
      let root = try files.root.open("/", OpenFlags.readOnly | OpenFlags.directory)
      // They become the caller's, as docker's do: users of an image are nobody here.
      let owner = (uid: Processes.effectiveUID, gid: Processes.effectiveGID)
      for name in try root.entryNames() {
        try TreeCopy.copy(name, at: root.raw, to: name, at: target.raw, owner: owner)
      }
    }
    stack.close()
  }

  private func writeTar(_ result: BuildResult, _ store: Store) throws(Failure) {
    if result.images.count == 1, let alone = result.images.first {
      let stack = LayerStack(alone.layers, in: store)
      let files = try stack.files()
      try pack(
        try asFailure(.build) { () throws(KernelError) in
          try files.root.open("/", OpenFlags.readOnly | OpenFlags.directory)
        })
      return stack.close()
    }
    let folder = try store.temporary("build-output")
    let all = folder.path + "/all"
    try asFailure(.store) { () throws(KernelError) in
      try Files.makeDirectory(all, mode: 0o755)
      try Files.changeMode(all, 0o755)
    }
    var mounted: [String] = []
    defer { for path in mounted { try? OverlayMount.unmount(path) } }
    for image in result.images {
      let path = all + "/" + image.folderName
      let lower = try LayerStack(image.layers, in: store).lower()
      try asFailure(.store) { () throws(KernelError) in try Files.makeDirectory(path, mode: 0o755) }
      if lower.isEmpty { continue }
      try OverlayMount.mount(lower: lower, upper: nil, work: nil, at: path)
      mounted.append(path)
    }
    let root = try asFailure(.store) { () throws(KernelError) in
      try Files.open(all, OpenFlags.readOnly | OpenFlags.directory)
    }
    if let epoch = result.epoch { _ = EntryCalls.setTime(root.raw, TimeSpec(seconds: epoch, nanoseconds: 0)) }
    try pack(root)
  }

  private func pack(_ root: borrowing Descriptor) throws(Failure) {
    var packing = PackLayer()
    packing.marks = .none
    let output = try open()
    let archive = try TarOutput { (try? Descriptors.write(Array($0), to: output.raw)) != nil }
    _ = try packing.write(root.raw, to: archive)
    try archive.finish()
  }
}

extension BuildImage {
  /// `linux_arm_v7`.
  fileprivate var folderName: String {
    PlatformChoice.normalised(config.platform).text.replacing("/", with: "_")
  }
}
