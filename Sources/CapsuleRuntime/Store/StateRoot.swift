// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import Kernel

/// Where the containers of this runtime are kept.
package enum StateRoot {
  private static let name = "capsule-oci"

  /// The state root, absolute: `--root`, else /run/capsule-oci for root and a folder of XDG_RUNTIME_DIR for others.
  ///
  /// Rootless engines run us as root of a user namespace, where /run is not theirs: as runc does, XDG_RUNTIME_DIR counts
  /// there too unless USER is root. An empty variable is an unset one (podman sets it so for root).
  package static func resolve(option: String?, environment: Environment) throws(Failure) -> String {
    if let option {
      let path = Paths.absolute(option, from: try workingDirectory(unlessAbsolute: option))
      if option.utf8.isEmpty || path == "/" {
        throw Failure(
          .usage, "the root directory \"\(option)\" cannot hold state", hint: "give --root a folder of its own")
      }
      return path
    }
    if let runtimeDirectory = environment["XDG_RUNTIME_DIR"], !runtimeDirectory.utf8.isEmpty {
      let isRoot = Identity.effectiveUID == 0
      if !isRoot || (environment["USER"] != "root" && Identity.isInUserNamespace) {
        return Paths.absolute(runtimeDirectory + "/" + name, from: "/")
      }
    } else if Identity.effectiveUID != 0 {
      throw Failure(.usage, "neither --root nor XDG_RUNTIME_DIR says where to keep state", hint: "give --root DIR")
    }
    return "/run/" + name
  }

  private static func workingDirectory(unlessAbsolute path: String) throws(Failure) -> String {
    path.utf8.first == UInt8(ascii: "/") ? "/" : try Paths.workingDirectory()
  }
}
