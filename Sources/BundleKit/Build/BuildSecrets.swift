// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// Values of `--secret`; they are read when a step asks for them.
enum BuildSecrets {
  /// BuildKit takes no larger ones.
  private static let limit = 500 << 10

  static func value(_ id: String, _ secrets: [BuildSecret]) throws(Failure) -> [UInt8]? {
    guard let secret = secrets.last(where: { $0.id == id }) else { return nil }
    switch secret.source {
    case .variable(let name):
      guard let value = ProcessEnvironment.value(name) else {
        throw Failure(.build, "secret \(id): the variable \(name) is not set")
      }
      return Array(value.utf8)
    case .file(let path):
      do throws(KernelError) { return try Files.read(path, limit: limit) } catch {
        throw Failure(error, .build).during("secret \(id)")
      }
    }
  }
}
