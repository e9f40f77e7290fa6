// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import ImagePlan
internal import Kernel

/// The three files of /etc that a container does not have from its image, because they tell where it runs.
enum EtcFiles {
  /// /etc/hosts: `own` is the container's address and names, where it has an address of its own.
  static func hosts(own: (address: String, names: [String])?, added: [HostEntry]) -> String {
    var text = """
      127.0.0.1\tlocalhost
      ::1\tlocalhost ip6-localhost ip6-loopback
      fe00::0\tip6-localnet
      ff00::0\tip6-mcastprefix
      ff02::1\tip6-allnodes
      ff02::2\tip6-allrouters

      """
    for entry in added { text += "\(entry.address)\t\(entry.name)\n" }
    if let own { text += "\(own.address)\t\(own.names.joined(separator: " "))\n" }
    return text
  }

  /// /etc/resolv.conf: the host's, without name servers that a private network cannot reach, and with what was asked for.
  static func resolver(
    host text: String, isPrivate: Bool, servers: [String], domains: [String], options: [String]
  ) -> String {
    var result = ""
    for line in text.utf8.split(separator: 0x0a).map({ String(Substring($0)) }) {
      let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
      guard let word = words.first, !word.hasPrefix("#"), !word.hasPrefix(";") else { continue }
      switch word {
      case "nameserver":
        guard servers.isEmpty, words.count > 1 else { continue }
        if isPrivate, isLoopback(String(words[1])) { continue }
      case "search", "domain": if !domains.isEmpty { continue }
      case "options": if !options.isEmpty { continue }
      default: break
      }
      result += line + "\n"
    }
    for server in servers { result += "nameserver \(server)\n" }
    // `--dns-search .` means none.
    if !domains.isEmpty, domains != ["."] { result += "search \(domains.joined(separator: " "))\n" }
    if !options.isEmpty { result += "options \(options.joined(separator: " "))\n" }
    return result
  }

  private static func isLoopback(_ address: String) -> Bool {
    address.hasPrefix("127.") || address == "::1" || address == "0.0.0.0"
  }

  /// Writes one in place, so that a bind mount of it shows the new text.
  static func write(_ text: String, to path: String) throws(Failure) {
    try asFailure(.store) { () throws(KernelError) in try Files.create(path, mode: 0o644, with: Array(text.utf8)) }
    // The umask of whoever calls us is not the container's.
    try asFailure(.store) { () throws(KernelError) in try Files.changeMode(path, 0o644) }
  }
}
