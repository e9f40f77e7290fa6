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
  package static func resolve(option: String?, environment: CallerEnvironment) throws(Failure) -> String {
    if let option {
      let path =
        LexicalPath.isAbsolute(option)
        ? LexicalPath.cleaned(option) : LexicalPath.absolute(option, from: try Paths.workingDirectory())
      if option.utf8.isEmpty || path == "/" {
        throw Failure(
          .usage, "the root directory \"\(option)\" cannot hold state", hint: "give --root a folder of its own")
      }
      return path
    }
    if let folder = userDirectory(environment) { return LexicalPath.cleaned(folder + "/" + name) }
    if Identity.effectiveUID != 0 {
      throw Failure(.usage, "neither --root nor XDG_RUNTIME_DIR says where to keep state", hint: "give --root DIR")
    }
    return "/run/" + name
  }

  /// Where compiled seccomp filters are kept between runs, for all state roots of this user; nil keeps none.
  static func cacheDirectory(_ environment: CallerEnvironment) -> String? {
    if let folder = userDirectory(environment) { return LexicalPath.cleaned(folder + "/" + name + "-seccomp") }
    return Identity.effectiveUID == 0 ? "/run/" + name + "-seccomp" : nil
  }

  private static func userDirectory(_ environment: CallerEnvironment) -> String? {
    guard let folder = environment["XDG_RUNTIME_DIR"], !folder.utf8.isEmpty else { return nil }
    if Identity.effectiveUID != 0 { return folder }
    return environment["USER"] != "root" && ProcessNamespaces.isInUserNamespace ? folder : nil
  }
}
