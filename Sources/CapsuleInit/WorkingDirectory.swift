// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

extension InitContext {
  /// chdir(2), then the check that the directory is inside the root.
  ///
  /// A working directory reached through a leaked descriptor (`/proc/self/fd/7`, CVE-2024-21626) would be one of the
  /// host; getcwd(2) says that it is not reachable from our root.
  mutating func changeDirectory(_ path: String, asUser: Bool) -> Failure? {
    if asUser, !directoryLeftToUser { return nil }
    do {
      try Files.changeDirectory(path)
      directoryLeftToUser = false
    } catch {
      if error.errno == .EACCES, !asUser {
        directoryLeftToUser = true
        return nil
      }
      return Failure(.initStep, "chdir to cwd (\"" + path + "\") set in config.json failed: " + error.words)
    }
    do {
      try Files.checkCurrentDirectory()
    } catch {
      // EACCES-like answers do not exist here: it is the raw system call.
      return Failure(
        .initStep,
        "current working directory is outside of container mount namespace root -- possible container breakout "
          + "detected: cwd " + path + ": " + error.words)
    }
    return nil
  }
}
