// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// The destination of a COPY in the root that is written to: links on the way, the last one too, are followed inside the
/// root, also those that lead to what is not there yet.
struct CopyTarget: ~Copyable {
  private let destination: [UInt8]
  /// It ends with a slash: a directory, whether it is there or not.
  private let isDirectory: Bool
  private let new: NewDirectory
  private var walk: PathWalk

  /// `root` has to stay open as long as this lives.
  ///
  /// `keepsTimes`: `setTimes` will be called.
  init(root: Int32, _ destination: String, _ new: NewDirectory, keepsTimes: Bool) {
    self.destination = Array(LexicalPath.cleaned(destination).utf8)
    isDirectory = destination.hasSuffix("/") || destination.hasSuffix("/.")
    self.new = new
    walk = PathWalk(root: root)
    walk.keepsTimes = keepsTimes
  }

  /// The directory entries go into, and its path in the root; open until the next call.
  struct Folder {
    var number: Int32
    var path: [UInt8]
  }

  /// The destination as a directory, for the content of a source directory; made when it is missing.
  mutating func folder() throws(Failure) -> Folder {
    do throws(KernelError) {
      switch try walk.go(to: destination, .make(new)) {
      case .directory: break
      case .entry(let name, nil): try walk.make(name, new)
      case .entry(_, .some): throw KernelError("mkdir", text, .ENOTDIR)
      }
      try walk.touch()
    } catch {
      throw failure(error)
    }
    return Folder(number: walk.current, path: walk.path)
  }

  /// Gives the directory that `folder` made or found that time, until something else goes into it.
  mutating func setTime(_ time: TimeSpec) throws(Failure) {
    do throws(KernelError) { try walk.setTime(time) } catch { throw failure(error) }
  }

  /// Where a file of that name goes: into the destination when that is a directory, else it gets its name.
  ///
  /// `name` and the result's end with a NUL.
  mutating func file(_ name: [UInt8]) throws(Failure) -> (folder: Folder, name: [UInt8]) {
    if isDirectory { return (try folder(), name) }
    do throws(KernelError) {
      let place = try walk.go(to: destination, .make(new))
      try walk.touch()
      if case .entry(let own, _) = place { return (Folder(number: walk.current, path: walk.path), own + [0]) }
    } catch {
      throw failure(error)
    }
    return (Folder(number: walk.current, path: walk.path), name)
  }

  /// Gives the directories that were made on the way, and those that got entries, that time.
  func setTimes(_ time: TimeSpec) throws(Failure) {
    try asFailure(.build) { () throws(KernelError) in try walk.setTimes(time) }
  }

  private var text: String { String(decoding: destination, as: UTF8.self) }

  private func failure(_ error: KernelError) -> Failure {
    if error.errno == .ENOTDIR {
      return Failure(.build, "\(text): a part of the destination is there and is no directory")
    }
    return Failure(KernelError(error.call, text, error.errno), .build)
  }
}
