// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import LinuxABI

/// Asking the kernel again for its reasons, after a failure.
package enum Diagnostics {
  /// What the file system itself says against a mount with these options, or nil when it says nothing: mount(2) gives
  /// only EINVAL where fsconfig(2) logs `tmpfs: Unknown parameter 'sizee'`.
  package static func reason(type: String, source: String, data: String) -> String? {
    do {
      let context = try MountContext(type: type)
      let log = configure(context, source: source, data: data)
      return log.isEmpty ? nil : log
    } catch {
      return nil
    }
  }

  private static func configure(_ context: borrowing MountContext, source: String, data: String) -> String {
    try? context.set("source", source)
    // Some file systems refuse a source; that is not what is asked here.
    _ = context.log()
    for option in split(data) {
      do {
        try context.set(option.key, option.value)
      } catch {
        let log = context.log()
        return log.isEmpty ? "option " + option.key + ": " + error.errno.text : log
      }
    }
    try? context.create()
    return context.log()
  }

  /// `a=b,c` as pairs; commas inside double quotes (SELinux contexts) do not separate.
  private static func split(_ data: String) -> [(key: String, value: String?)] {
    var options: [(key: String, value: String?)] = []
    var key: [UInt8] = []
    var value: [UInt8]?
    var quoted = false
    func finish() {
      guard !key.isEmpty else { return }
      options.append((String(decoding: key, as: UTF8.self), value.map { String(decoding: $0, as: UTF8.self) }))
    }
    for byte in data.utf8 {
      if byte == UInt8(ascii: "\"") {
        quoted.toggle()
      } else if byte == UInt8(ascii: ","), !quoted {
        finish()
        key = []
        value = nil
      } else if byte == UInt8(ascii: "="), value == nil {
        value = []
      } else if value != nil {
        value?.append(byte)
      } else {
        key.append(byte)
      }
    }
    finish()
    return options
  }
}
