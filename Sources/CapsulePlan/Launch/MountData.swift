// SPDX-License-Identifier: Apache-2.0
internal import LinuxABI

extension MountStep {
  /// The options of a tmpfs that covers a directory: the directory's own mode, unless they have another.
  package func data(covering mode: UInt32) -> String {
    for option in data.utf8.split(separator: UInt8(ascii: ",")) where option.starts(with: "mode=".utf8) { return data }
    return "mode=" + String(mode & FileMode.permissions, radix: 8) + (data.isEmpty ? "" : "," + data)
  }
}
