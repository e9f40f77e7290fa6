// SPDX-License-Identifier: Apache-2.0

/// The environment of the container's process: the configuration's, duplicates resolved.
///
/// HOME is added by the init stage, which can read the container's /etc/passwd.
package enum Environment {
  /// Where a forwarded notify socket appears.
  static let notifyFolder = "/run/notify"
  static let notifySocket = "/run/notify/notify.sock"

  /// The last of several values of a name wins and stands where it stood, as Go's `exec` does for runc.
  package static func resolved(_ entries: [String]) -> [String] {
    var kept: [String] = []
    var names: [Substring.UTF8View] = []
    for entry in entries.reversed() {
      let name = entry.utf8.prefix { $0 != UInt8(ascii: "=") }
      var isOverridden = false
      for later in names where later.elementsEqual(name) {
        isOverridden = true
        break
      }
      if isOverridden { continue }
      names.append(name)
      kept.append(entry)
    }
    kept.reverse()
    return kept
  }

  /// What the runtime adds: socket activation (sd_listen_fds(3); the process is pid 1 of its namespace) and the notify
  /// socket.
  static func additions(listenDescriptors: UInt32, notify: Bool) -> [String] {
    var entries: [String] = []
    if listenDescriptors > 0 { entries += ["LISTEN_FDS=\(listenDescriptors)", "LISTEN_PID=1"] }
    if notify { entries.append("NOTIFY_SOCKET=" + notifySocket) }
    return entries
  }
}
