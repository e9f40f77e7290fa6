// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import CapsuleRuntime
internal import OptionTable

/// What stands before the verb.
enum GlobalOptions {
  static func log(_ globals: Values) throws(Failure) -> Log {
    let path = globals.value(.log).flatMap { $0.utf8.isEmpty ? nil : $0 }
    return try Log(path: path, form: globals.value(.logFormat) == "json" ? .json : .text, level: level(globals))
  }

  private static func level(_ globals: Values) -> LogLevel? {
    if globals.has(.debug) { return .debug }
    switch globals.value(.logLevel) {
    case "debug": return .debug
    case "warning": return .warning
    case "error": return .error
    default: return nil
    }
  }

  /// What every operation needs to know.
  static func settings(_ globals: Values, _ environment: CallerEnvironment, _ log: Log) throws(Failure)
    -> RuntimeSettings
  {
    let manager = globals.value(.cgroupManager) ?? "cgroupfs"
    if globals.has(.systemdCgroup) || manager == "systemd" {
      throw Failure(
        .configUnsupported, "cgroups by systemd are not supported by this version",
        hint: "leave out --systemd-cgroup, or use --cgroup-manager cgroupfs")
    }
    let root = globals.value(.root)
    var settings = RuntimeSettings(
      root: try StateRoot.resolve(option: root, environment: environment), environment: environment
    ) { report in
      switch report {
      case .warning(let message): log.write(.warning, message)
      case .debug(let message): log.write(.debug, message)
      }
    }
    settings.rootIsExplicit = root != nil
    if let rootless = globals.value(.rootless), rootless != "auto" { settings.rootless = rootless == "true" }
    settings.debug = level(globals) == .debug
    if let manager = CgroupManager(rawValue: manager) { settings.cgroupManager = manager }
    return settings
  }
}
