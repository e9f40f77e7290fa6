// SPDX-License-Identifier: Apache-2.0
import BundleKit
import CapsulePlan
import Dockerfile
import ImagePlan
import Kernel
import LinuxABI

/// What a build is given: a Dockerfile and its context.
struct BuildInput {
  let dockerfile: [UInt8]
  /// Of the Dockerfile, as people know it.
  let name: String
  let context: BuildContext?

  /// Dockerfiles are no larger.
  private static let largest = 16 << 20

  /// `file` is what `-f` says, `path` the context.
  init(
    _ file: String?, _ path: String, _ options: BuildOptions, _ store: Store, _ report: BuildReport
  ) throws(Failure) {
    let remote: RemoteAddress?
    do { remote = try RemoteAddress(path, isPath: Files.exists(path)) } catch {
      throw Failure(.usage, "the context \(error.message)")
    }
    if let remote {
      let index = report.begin("[internal] load remote build context")
      do throws(Failure) {
        let given = try BuildContext.remote(
          remote, keepsGitDirectory: options.keepsGitDirectory, in: store, dockerfile: file == "-" ? nil : file)
        self = try BuildInput.take(given, file)
        report.done(index)
      } catch {
        report.failed(index, error.message)
        report.finish()
        throw error
      }
    } else if path == "-" {
      guard file != "-" else { throw Failure(.usage, "-f - and the context -: standard input cannot be both") }
      let input = try asFailure(.system) { () throws(KernelError) in try Descriptors.duplicate(of: .input) }
      self = try BuildInput.take(try BuildContext.stream(input, in: store, dockerfile: file), file)
    } else {
      self = try BuildInput.directory(path, file)
    }
  }

  private init(_ dockerfile: [UInt8], _ name: String, _ context: BuildContext?) {
    self.dockerfile = dockerfile
    self.name = name
    self.context = context
  }

  private static func take(_ given: BuildContext.Stream, _ file: String?) throws(Failure) -> BuildInput {
    switch given {
    case .dockerfile(let bytes): return BuildInput(bytes, "Dockerfile", nil)
    case .context(let context, _) where file == "-": return BuildInput(try standardInput(), "-", context)
    case .context(let context, let name): return BuildInput(try context.read(name, limit: largest), name, context)
    }
  }

  private static func standardInput() throws(Failure) -> [UInt8] {
    try asFailure(.system) { () throws(KernelError) in
      try Descriptors.duplicate(of: .input).readAll(limit: largest)
    }
  }

  private static func directory(_ path: String, _ file: String?) throws(Failure) -> BuildInput {
    if file == "-" { return BuildInput(try standardInput(), "-", try BuildContext.directory(path)) }
    if let file {
      // As it is said, from the working directory; else in the context.
      let name = Files.exists(file) || file.hasPrefix("/") ? file : path + "/" + file
      let bytes = try asFailure(.usage) { () throws(KernelError) in try Files.read(name, limit: largest) }
      return BuildInput(bytes, file, try BuildContext.directory(path, dockerfile: name))
    }
    guard let name = BuildContext.usualNames.first(where: { Files.exists(path + "/" + $0) }) else {
      guard Files.exists(path) else { throw Failure(.usage, "the context \(path): no such directory") }
      throw Failure(
        .usage, "there is no Dockerfile in \(path)", hint: "name one: bundle build -f FILE \(path)")
    }
    let context = try BuildContext.directory(path, dockerfile: path + "/" + name)
    return BuildInput(try context.read(name, limit: largest), name, context)
  }
}
