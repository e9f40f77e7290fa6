// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import ImagePlan
internal import Kernel
internal import LinuxABI
internal import OCI

/// Finds credentials where podman, skopeo and docker keep them (containers-auth.json(5)).
enum CredentialFiles {
  static func credentials(
    _ options: RegistryOptions, registry: String, repository: String
  ) throws(Failure) -> RegistryCredentials? {
    if let said = options.credentials { return said }
    for path in paths(options) {
      let bytes: [UInt8]
      do {
        bytes = try Files.read(path, limit: 4 << 20)
      } catch  where error.errno == .ENOENT && options.authFile == nil {
        continue
      } catch {
        throw Failure(error, .registry)
      }
      let file: AuthFile
      do {
        file = try AuthFile(bytes)
      } catch {
        throw Failure(.registry, error.text(file: path))
      }
      switch file.find(registry: registry, repository: repository) {
      case nil: continue
      case .credentials(let found): return found
      case .helper(let program, let server):
        if let found = try ask(program, server) { return found }
      }
    }
    return nil
  }

  private static func paths(_ options: RegistryOptions) -> [String] {
    if let named = options.authFile ?? ProcessEnvironment.value("REGISTRY_AUTH_FILE") { return [named] }
    let home = ProcessEnvironment.value("HOME") ?? "/root"
    let run = ProcessEnvironment.value("XDG_RUNTIME_DIR") ?? "/run/containers/\(Caller.uid)"
    let config = ProcessEnvironment.value("XDG_CONFIG_HOME") ?? home + "/.config"
    let docker = ProcessEnvironment.value("DOCKER_CONFIG") ?? home + "/.docker"
    return [
      run + (run.hasPrefix("/run/containers") ? "" : "/containers") + "/auth.json", config + "/containers/auth.json",
      docker + "/config.json",
    ]
  }

  /// Asks `docker-credential-NAME`; nil when it knows none.
  private static func ask(_ program: String, _ server: String) throws(Failure) -> RegistryCredentials? {
    let isName = program.utf8.allSatisfy { $0 != UInt8(ascii: "/") && $0 > 0x20 }
    guard isName else { throw Failure(.registry, "\"\(program)\" is no name of a credential helper") }
    let name = "docker-credential-" + program
    let folders = (ProcessEnvironment.value("PATH") ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":")
    guard let folder = folders.first(where: { Files.exists("\($0)/\(name)") }) else {
      throw Failure(.registry, "the credential helper \(name) is not in PATH")
    }
    var helper = Subprocess(
      path: "\(folder)/\(name)", arguments: [name, "get"],
      environment: ["PATH", "HOME", "XDG_RUNTIME_DIR"].compactMap { key in
        ProcessEnvironment.value(key).map { "\(key)=\($0)" }
      })
    helper.input = Array(server.utf8)
    helper.timeout = 30_000
    helper.keptOutput = 1 << 16
    let command = helper
    let result = try asFailure(.registry) { () throws(KernelError) in try command.run() }
    guard result.outcome == .ended(.exited(0)), let answer = try? JSONValue(parsing: result.output),
      let user = answer["Username"]?.string, let secret = answer["Secret"]?.string
    else { return nil }
    return user == "<token>" ? .token(secret) : .password(user: user, password: secret)
  }
}
