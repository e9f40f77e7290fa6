// SPDX-License-Identifier: Apache-2.0

package import OCI

/// The process of an `exec`.
package enum ExecProcess {
  /// The container's own process, edited by the command line.
  package static func make(base: Process?, overrides: ProcessOverrides) -> Process {
    var process = base ?? Process()
    process.terminal = overrides.terminal
    // The terminal of init has its own size; the new one gets none.
    process.consoleSize = nil
    if let args = overrides.args { process.args = args }
    process.cwd = overrides.cwd ?? process.cwd ?? "/"
    process.env = (process.env ?? []) + overrides.env
    edit(&process.user, overrides)
    edit(&process.capabilities, adding: overrides.capabilities)
    if overrides.noNewPrivileges { process.noNewPrivileges = true }
    if let profile = overrides.apparmorProfile { process.apparmorProfile = profile }
    if let label = overrides.selinuxLabel { process.selinuxLabel = label }
    return process
  }

  /// A process of a file with what it leaves open taken from the container's, as runc does: confinement (labels,
  /// limits, scheduling) must not end with an exec.
  ///
  /// Capabilities and no_new_privs are the file's own: without, there are none.
  static func completed(_ process: Process, by container: Process?) -> Process {
    guard let container else { return process }
    var process = process
    if (process.apparmorProfile ?? "").isEmpty { process.apparmorProfile = container.apparmorProfile }
    if (process.selinuxLabel ?? "").isEmpty { process.selinuxLabel = container.selinuxLabel }
    if process.rlimits == nil { process.rlimits = container.rlimits }
    if process.oomScoreAdj == nil { process.oomScoreAdj = container.oomScoreAdj }
    if process.scheduler == nil { process.scheduler = container.scheduler }
    if process.ioPriority == nil { process.ioPriority = container.ioPriority }
    if process.execCPUAffinity == nil { process.execCPUAffinity = container.execCPUAffinity }
    if process.user?.umask == nil, let umask = container.user?.umask {
      var user = process.user ?? User()
      user.uid = user.uid ?? 0
      user.gid = user.gid ?? 0
      user.umask = umask
      process.user = user
    }
    return process
  }

  private static func edit(_ user: inout User?, _ overrides: ProcessOverrides) {
    guard overrides.uid != nil || overrides.gid != nil || !overrides.additionalGids.isEmpty else { return }
    var edited = user ?? User()
    if let uid = overrides.uid { edited.uid = UInt64(uid) }
    if let gid = overrides.gid { edited.gid = UInt64(gid) }
    edited.uid = edited.uid ?? 0
    edited.gid = edited.gid ?? 0
    edited.additionalGids = (edited.additionalGids ?? []) + overrides.additionalGids.map { UInt64($0) }
    user = edited
  }

  /// Added to bounding, effective and permitted; to ambient only what is inheritable already: an inheritable set must
  /// never grow by `exec --cap` (CVE-2022-29162).
  private static func edit(_ capabilities: inout Capabilities?, adding names: [String]) {
    guard !names.isEmpty else { return }
    var edited = capabilities ?? Capabilities()
    edited.bounding = (edited.bounding ?? []) + names
    edited.effective = (edited.effective ?? []) + names
    edited.permitted = (edited.permitted ?? []) + names
    let inheritable = edited.inheritable ?? []
    edited.ambient = (edited.ambient ?? []) + names.filter { inheritable.contains($0) }
    capabilities = edited
  }
}
