// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
package import ImagePlan
internal import Kernel
internal import LinuxABI

/// What the caller says about registries.
package struct RegistryOptions: Sendable {
  /// `--creds`.
  package var credentials: RegistryCredentials?
  /// `--authfile`.
  package var authFile: String?
  /// `--tls-verify`: false also lets plain HTTP pass.
  package var verifiesTLS = true
  /// `--cert-dir`.
  package var certificateFolder: String?
  package init() {}

  /// How to connect to a registry.
  ///
  /// Certificates are where docker and podman look for them: `*.crt` are authorities,
  /// `*.cert` with `*.key` our own.
  func settings(for registry: String, insecure: Bool) throws(Failure) -> HTTPSettings {
    var settings = HTTPSettings()
    settings.verifies = verifiesTLS && !insecure
    let usual = ["/etc/containers/certs.d/", "/etc/docker/certs.d/"].map { $0 + registry }
    guard let folder = certificateFolder ?? usual.first(where: { Files.exists($0) }) else { return settings }
    return try asFailure(.registry) { () throws(KernelError) -> HTTPSettings in
      for name in try Files.open(folder, OpenFlags.readOnly | OpenFlags.directory).entries().sorted() {
        if name.hasSuffix(".crt") {
          settings.authorities += try Files.read(folder + "/" + name, limit: 1 << 20) + [0x0a]
        } else if name.hasSuffix(".cert") {
          let key = folder + "/" + name.dropLast(5) + ".key"
          settings.clientCertificate = (folder + "/" + name, key)
        }
      }
      if !settings.authorities.isEmpty, Files.exists(RegistryOptions.systemAuthorities) {
        settings.authorities += try Files.read(RegistryOptions.systemAuthorities, limit: 16 << 20)
      }
      return settings
    }
  }

  private static let systemAuthorities = "/etc/ssl/certs/ca-certificates.crt"
}
