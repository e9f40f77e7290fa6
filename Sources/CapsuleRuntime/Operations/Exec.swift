// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import Kernel
internal import LinuxABI
internal import OCI

extension Operations {
  /// Runs one more process in a container.
  ///
  /// - Returns: its status, 128 and the signal's number when it was killed; 0 when detached. What is thrown happened
  ///   before the process ran.
  package static func exec(_ request: ExecRequest, _ settings: RuntimeSettings) throws(Failure) -> Int32 {
    try ProcessHygiene.apply(preserving: request.preserveDescriptors)
    let paths = try RequestPaths(
      bundle: "/", consoleSocket: request.consoleSocket, pidfdSocket: request.pidfdSocket, pidFile: request.pidFile)
    let container = try ExistingContainer.open(request.id, settings)
    if container.document.pid == 0 { try container.require(.exec) }
    let spec = try container.store.readConfig()
    let process = try self.process(request, spec)
    let execution = try NewProcess(request, paths, process, spec, container.document, settings)

    if request.detach {
      let console = try Announcement.connectConsole(paths.consoleSocket)
      var lent = NewContainer.Lent()
      lent.consoleSocket = Descriptors.number(of: console)
      try execution.make(lending: lent) { () throws(Failure) in
        try container.requireExec(ignoringPause: request.ignorePaused)
      }
      try execution.start()
      return 0
    }
    let foreground = try Foreground(terminal: process.terminal ?? false)
    try execution.make(lending: foreground.lent) { () throws(Failure) in
      try container.requireExec(ignoringPause: request.ignorePaused)
    }
    try foreground.attach()
    try execution.start()
    guard let child = execution.child else { return 0 }
    return try foreground.wait(for: child.process, notify: nil).status
  }

  /// What to run: the whole of `--process`, or the container's own process as the command line edits it.
  private static func process(_ request: ExecRequest, _ spec: RuntimeSpec) throws(Failure) -> Process {
    if let file = request.processFile {
      let bytes = try asFailure(.usage) { () throws(KernelError) in try Files.read(file, limit: 4 << 20) }
      let process: Process
      do {
        process = try Process.parse(bytes)
      } catch {
        throw Failure(.configSyntax, error.text(file: file))
      }
      if (process.args ?? []).isEmpty { throw Failure(.usage, "exec args cannot be empty") }
      return process
    }
    if request.arguments.isEmpty { throw Failure(.usage, "exec args cannot be empty") }
    var overrides = ProcessOverrides()
    overrides.args = request.arguments
    overrides.cwd = request.cwd
    overrides.env = request.environment
    overrides.terminal = request.terminal
    overrides.uid = request.uid
    overrides.gid = request.gid
    overrides.additionalGids = request.additionalGids
    overrides.capabilities = request.capabilities
    overrides.noNewPrivileges = request.noNewPrivileges
    overrides.apparmorProfile = request.apparmorProfile
    overrides.selinuxLabel = request.selinuxLabel
    return ExecProcess.make(base: spec.process, overrides: overrides)
  }
}
