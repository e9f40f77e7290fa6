// SPDX-License-Identifier: Apache-2.0
package import OCI

/// A change of an image's configuration, written as the instruction of a Dockerfile that does the same: what `--change` of
/// `import` and `commit` takes.
package enum ConfigChange {
  /// Applies one instruction: CMD, ENTRYPOINT, ENV, EXPOSE, LABEL, ONBUILD, STOPSIGNAL, USER, VOLUME or WORKDIR.
  ///
  /// - Throws: when it is none of these, or malformed.
  package static func apply(_ text: String, to config: inout ContainerConfig) throws(ReferenceError) {
    let parts = text.split(maxSplits: 1, omittingEmptySubsequences: true) { $0 == " " || $0 == "\t" || $0 == "=" }
    guard parts.count == 2 else { throw ReferenceError("change \"\(text)\": INSTRUCTION VALUE expected") }
    let value = trimmed(parts[1])
    guard !value.isEmpty else { throw ReferenceError("change \"\(text)\": INSTRUCTION VALUE expected") }
    switch parts[0].uppercased() {
    case "CMD": config.cmd = try command(value, config)
    case "ENTRYPOINT": config.entrypoint = try command(value, config)
    case "ENV": for pair in try pairs(value) { config.setVariable(pair.key, pair.value) }
    case "LABEL":
      for pair in try pairs(value) {
        config.labels.removeAll { $0.key == pair.key }
        config.labels.append(pair)
      }
    case "EXPOSE": for port in try words(value) { config.exposedPorts += try ports(port) }
    case "VOLUME":
      let paths = value.hasPrefix("[") ? try list(value) : try words(value)
      for path in paths where !config.volumes.contains(path) { config.volumes.append(path) }
    case "ONBUILD": config.onBuild.append(value)
    case "STOPSIGNAL": config.stopSignal = value
    case "USER": config.user = value
    case "WORKDIR":
      config.workingDirectory =
        value.hasPrefix("/") ? value : (config.workingDirectory == "/" ? "" : config.workingDirectory) + "/" + value
    default:
      throw ReferenceError(
        "change \"\(text)\": one of CMD, ENTRYPOINT, ENV, EXPOSE, LABEL, ONBUILD, STOPSIGNAL, USER, VOLUME, WORKDIR expected"
      )
    }
  }

  // MARK: Parts

  private static func trimmed(_ text: Substring) -> String {
    var text = text
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text.drop { $0.isWhitespace })
  }

  /// The exec form (a JSON array), or the shell form.
  private static func command(_ value: String, _ config: ContainerConfig) throws(ReferenceError) -> [String] {
    if value.hasPrefix("["), let words = try? list(value) { return words }
    return (config.shell ?? ["/bin/sh", "-c"]) + [value]
  }

  private static func list(_ value: String) throws(ReferenceError) -> [String] {
    guard let tree = try? JSONValue(parsing: Array(value.utf8)), let elements = tree.array else {
      throw ReferenceError("\(value): a JSON array of strings expected")
    }
    var words: [String] = []
    for element in elements {
      guard let word = element.string else { throw ReferenceError("\(value): a JSON array of strings expected") }
      words.append(word)
    }
    return words
  }

  /// `A=1 B="two words"`, or the old form `A rest of the line`.
  private static func pairs(_ value: String) throws(ReferenceError) -> [KeyValue] {
    var pairs: [KeyValue] = []
    let words = try words(value)
    if let first = words.first, !first.contains("=") {
      let rest = trimmed(value.dropFirst(first.count))
      guard !rest.isEmpty else { throw ReferenceError("\(value): NAME=VALUE expected") }
      return [KeyValue(key: first, value: rest)]
    }
    for word in words {
      guard let equals = word.firstIndex(of: "="), equals != word.startIndex else {
        throw ReferenceError("\(word): NAME=VALUE expected")
      }
      pairs.append(KeyValue(key: String(word[..<equals]), value: String(word[word.index(after: equals)...])))
    }
    return pairs
  }

  /// Words separated by blanks; quotes and backslashes keep blanks in.
  private static func words(_ value: String) throws(ReferenceError) -> [String] {
    var words: [String] = []
    var word: String?
    var quote: Character?
    var escaped = false
    for character in value {
      if escaped {
        word = (word ?? "") + String(character)
        escaped = false
      } else if character == "\\", quote != "'" {
        escaped = true
      } else if let open = quote {
        if character == open { quote = nil } else { word = (word ?? "") + String(character) }
      } else if character == "\"" || character == "'" {
        quote = character
        word = word ?? ""
      } else if character.isWhitespace {
        if let word { words.append(word) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    guard quote == nil, !escaped else { throw ReferenceError("\(value): a quote is not closed") }
    if let word { words.append(word) }
    return words
  }

  /// `80`, `80/udp` or `8000-8002/tcp`, each port for itself.
  private static func ports(_ text: String) throws(ReferenceError) -> [String] {
    let halves = text.split(separator: "/", omittingEmptySubsequences: false)
    let protocolName = halves.count == 2 ? halves[1].lowercased() : "tcp"
    let ends = (halves.first ?? "").split(separator: "-", omittingEmptySubsequences: false).map { UInt16($0) }
    guard halves.count <= 2, ["tcp", "udp", "sctp"].contains(protocolName), ends.count <= 2,
      let first = ends.first ?? nil,
      let last = ends.last ?? nil, first > 0, first <= last
    else { throw ReferenceError("port \"\(text)\": PORT[-PORT][/tcp|udp|sctp] expected") }
    return (first...last).map { "\($0)/\(protocolName)" }
  }
}

extension ContainerConfig {
  /// Sets a variable of `env`, in its place when it is there.
  package mutating func setVariable(_ name: String, _ value: String) {
    if let index = env.firstIndex(where: { $0.hasPrefix(name + "=") }) {
      env[index] = name + "=" + value
    } else {
      env.append(name + "=" + value)
    }
  }
}
