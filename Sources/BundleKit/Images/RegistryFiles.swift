// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
package import ImagePlan
internal import Kernel
internal import LinuxABI

/// Where registries.conf and its parts are (containers-registries.conf(5)).
package enum RegistryFiles {
  /// The rules of this machine and user; none where there is no file.
  ///
  /// - Throws: when a file cannot be read or understood.
  package static func rules() throws(Failure) -> RegistryRules {
    var rules = RegistryRules()
    for path in try paths() {
      let bytes: [UInt8]
      do {
        bytes = try Files.read(path, limit: 1 << 20)
      } catch  where error.errno == .ENOENT {
        continue
      } catch {
        throw Failure(error, .registry)
      }
      do {
        try rules.read(bytes)
      } catch {
        throw Failure(.registry, "\(path):\(error.line): \(error.message)")
      }
    }
    return rules
  }

  private static func paths() throws(Failure) -> [String] {
    if let named = ProcessEnvironment.value("CONTAINERS_REGISTRIES_CONF") { return [named] }
    var paths = ["/etc/containers/registries.conf"] + parts("/etc/containers/registries.conf.d")
    if !Caller.isRoot, let home = ProcessEnvironment.value("HOME") {
      let folder = (ProcessEnvironment.value("XDG_CONFIG_HOME") ?? home + "/.config") + "/containers"
      if Files.exists(folder + "/registries.conf") { paths = [folder + "/registries.conf"] }
      paths += parts(folder + "/registries.conf.d")
    }
    return paths
  }

  private static func parts(_ folder: String) -> [String] {
    let names = try? Files.open(folder, OpenFlags.readOnly | OpenFlags.directory).entries()
    return (names ?? []).filter { $0.hasSuffix(".conf") }.sorted().map { folder + "/" + $0 }
  }
}
