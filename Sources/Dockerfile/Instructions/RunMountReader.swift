// SPDX-License-Identifier: Apache-2.0

/// Reads the value of `RUN --mount`.
extension RunMount {
  private static let keys = [
    "type", "from", "source", "src", "target", "dst", "destination", "readonly", "ro", "readwrite", "rw", "required",
    "size", "id", "sharing", "mode", "uid", "gid", "env",
    "tmpcopyup",
  ]

  /// Checks what can be known before variables are.
  static func check(_ option: String) throws(BuildError) {
    for field in try fields(option) {
      guard let value = field.value, field.key == "from" else { continue }
      let dollar = value.utf8.firstIndex(of: UInt8(ascii: "$"))
      guard dollar == nil || dollar == value.utf8.index(before: value.utf8.endIndex) else {
        throw BuildError(.flag, "--mount: 'from' doesn't support variable expansion, define alias stage instead")
      }
    }
  }

  /// Reads a mount whose values `expand` resolves.
  package init(
    parsing option: String, expanding expand: (String) throws(BuildError) -> String = { value in value }
  ) throws(BuildError) {
    do throws(BuildError) {
      self.init()
      var reader = Reader()
      for field in try RunMount.fields(option) {
        try reader.take(field.key, try field.value.map { value throws(BuildError) in try expand(value) }, &self)
      }
      try reader.finish(&self)
    } catch {
      throw BuildError(error.code, "--mount=\(BuildError.quoted(option)): \(error.message)", lines: error.lines)
    }
  }

  private static func fields(_ option: String) throws(BuildError) -> [(key: String, value: String?)] {
    try CSV.fields(option).map { field in
      field.cut(at: "=").map { ($0.before.lowercased(), $0.after) } ?? (field.lowercased(), nil)
    }
  }

  /// What has been said so far, beyond the mount itself.
  private struct Reader {
    private var saysAccess = false
    private var sharing: Sharing?

    mutating func take(_ key: String, _ value: String?, _ mount: inout RunMount) throws(BuildError) {
      switch key {
      case "readonly", "ro":
        mount.isReadOnly = try value.map { value throws(BuildError) in try boolean(key, value) } ?? true
        saysAccess = true
        return
      case "readwrite", "rw":
        mount.isReadOnly = !(try value.map { value throws(BuildError) in try boolean(key, value) } ?? true)
        saysAccess = true
        return
      case "required":
        try only([.secret, .ssh], key, mount)
        mount.isRequired = try value.map { value throws(BuildError) in try boolean(key, value) } ?? true
        return
      case "tmpcopyup":
        try only([.tmpfs], key, mount)
        mount.copiesUp = try value.map { value throws(BuildError) in try boolean(key, value) } ?? true
        return
      default: break
      }
      guard RunMount.keys.contains(key) else {
        throw BuildError(
          .flag, "unexpected key \(BuildError.quoted(key))\(Suggestion.hint(for: key, among: RunMount.keys))")
      }
      guard let value else { throw BuildError(.flag, "invalid field '\(key)' must be a key=value pair") }
      switch key {
      case "type": mount.kind = try choice("mount type", value, among: Kind.allCases)
      case "sharing": sharing = try choice("sharing value", value, among: Sharing.allCases)
      case "from": mount.from = value
      case "source", "src": mount.source = value
      case "target", "dst", "destination": mount.target = value
      case "id": mount.id = value
      case "env": mount.variable = value
      case "mode": mount.mode = try number(key, value, radix: 8)
      case "uid": mount.uid = try number(key, value, radix: 10)
      case "gid": mount.gid = try number(key, value, radix: 10)
      default:
        try only([.tmpfs], key, mount)
        mount.size = try ByteSize(parsing: value).bytes
      }
    }

    /// Checks what belongs together.
    mutating func finish(_ mount: inout RunMount) throws(BuildError) {
      switch mount.kind {
      case .bind, .tmpfs:
        for (key, value) in [("mode", mount.mode), ("uid", mount.uid), ("gid", mount.gid)] where value != nil {
          throw BuildError(.flag, "\(key) not allowed for \(mount.kind.rawValue) mounts")
        }
      case .cache, .secret, .ssh: break
      }
      if !saysAccess { mount.isReadOnly = mount.kind != .cache && mount.kind != .tmpfs }
      if mount.kind == .secret {
        guard mount.from.utf8.isEmpty else { throw BuildError(.flag, "a secret mount should not have a from") }
        guard !(mount.source.utf8.isEmpty && mount.target.utf8.isEmpty && mount.id.utf8.isEmpty) else {
          throw BuildError(.flag, "invalid secret mount: one of id, source, target is required")
        }
        guard mount.source.utf8.isEmpty || mount.id.utf8.isEmpty else {
          throw BuildError(.flag, "both source and id can't be set for a secret mount")
        }
      }
      guard let sharing else { return }
      guard mount.kind == .cache else {
        throw BuildError(.flag, "sharing is of cache mounts, not of \(mount.kind.rawValue) mounts")
      }
      mount.sharing = sharing
    }

    private func only(_ kinds: [Kind], _ key: String, _ mount: RunMount) throws(BuildError) {
      guard !kinds.contains(mount.kind) else { return }
      let wanted = kinds.map { "type=" + $0.rawValue }.joined(separator: " or ")
      throw BuildError(
        .flag, "unexpected key '\(key)' for mount type '\(mount.kind.rawValue)'; \(wanted) has to come before it")
    }

    private func boolean(_ key: String, _ value: String) throws(BuildError) -> Bool {
      guard let answer = Boolean.parse(value) else {
        throw BuildError(.flag, "invalid value for \(key): \(BuildError.quoted(value)) is not true or false")
      }
      return answer
    }

    private func number(_ key: String, _ value: String, radix: Int) throws(BuildError) -> UInt32 {
      guard value.utf8.first != UInt8(ascii: "+"), let number = UInt32(value, radix: radix) else {
        let wanted = radix == 8 ? "an octal" : "a decimal"
        throw BuildError(
          .flag, "invalid value \(BuildError.quoted(value)) for \(key): \(wanted) number is expected")
      }
      return number
    }

    private func choice<Choice: RawRepresentable<String>>(
      _ what: String, _ value: String, among all: [Choice]
    ) throws(BuildError) -> Choice {
      if let choice = Choice(rawValue: value.lowercased()) { return choice }
      let hint = Suggestion.hint(for: value, among: all.map(\.rawValue))
      throw BuildError(.flag, "unsupported \(what) \(BuildError.quoted(value))\(hint)")
    }
  }
}
