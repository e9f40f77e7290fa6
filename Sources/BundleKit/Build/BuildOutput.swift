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

  /// Writes it.
  package func write(
    _ image: Image, layers: [BuiltLayer], in store: Store, _ report: BuildReport
  ) throws(Failure) {
    if kind == .image { return }
    let index = report.begin("exporting to \(kind.rawValue) \(destination)")
    do throws(Failure) {
      switch kind {
      case .image: break
      case .local: try writeFiles(layers, store)
      case .tar: try writeTar(layers, store)
      case .oci: try Save([image], from: store).write(.ociArchive, to: try open())
      case .docker: try Save([image], from: store).write(.dockerArchive, to: try open())
      }
      report.done(index)
    } catch {
      report.failed(index, error.message)
      throw error.during("--output \(destination)")
    }
  }

  private func open() throws(Failure) -> Descriptor {
    try asFailure(.system) { () throws(KernelError) in
      if destination == "-" { return try Descriptors.duplicate(of: .output) }
      return try Files.open(
        destination, OpenFlags.writeOnly | OpenFlags.create | OpenFlags.truncate, mode: 0o644)
    }
  }

  /// The target's files over what is in the directory already.
  private func writeFiles(_ layers: [BuiltLayer], _ store: Store) throws(Failure) {
    let stack = LayerStack(layers, in: store)
    let files = try stack.files()
    try asFailure(.build) { () throws(KernelError) in
      do throws(KernelError) { try Files.makeDirectory(destination, mode: 0o755) } catch {
        if error.errno != .EEXIST { throw error }
      }
      let target = try Files.open(destination, OpenFlags.readOnly | OpenFlags.directory)
      let root = try files.root.open("/", OpenFlags.readOnly | OpenFlags.directory)
      // They become the caller's, as docker's do: users of an image are nobody here.
      let owner = (uid: Processes.effectiveUID, gid: Processes.effectiveGID)
      for name in try root.entryNames() {
        try TreeCopy.copy(name, at: root.raw, to: name, at: target.raw, owner: owner)
      }
    }
    stack.close()
  }

  private func writeTar(_ layers: [BuiltLayer], _ store: Store) throws(Failure) {
    let stack = LayerStack(layers, in: store)
    let files = try stack.files()
    var packing = PackLayer()
    packing.marks = .none
    let output = try open()
    let root = try asFailure(.build) { () throws(KernelError) in
      try files.root.open("/", OpenFlags.readOnly | OpenFlags.directory)
    }
    let archive = try TarOutput { (try? Descriptors.write(Array($0), to: output.raw)) != nil }
    _ = try packing.write(root.raw, to: archive)
    try archive.finish()
    stack.close()
  }
}
