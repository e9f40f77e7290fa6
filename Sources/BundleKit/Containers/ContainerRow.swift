// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import Kernel
package import OCI

/// A line of `ps`, in docker's words.
package struct ContainerRow: Sendable {
  package let record: ContainerRecord
  package let condition: ContainerCondition
  /// Seconds since 1970.
  private let now: Int64

  package init(_ record: ContainerRecord, _ runtime: RuntimeProgram?) {
    self.record = record
    condition = record.condition(runtime)
    now = Clock.now().seconds
  }

  package var isUp: Bool { condition == .running || condition == .paused }

  package var command: String { "\"" + record.arguments.joined(separator: " ") + "\"" }

  package var age: String { ContainerRow.age(record.created, now) }

  private static func age(_ time: String, _ now: Int64) -> String {
    Timestamp.seconds(time).map { Words.age(of: $0, at: now) } ?? "N/A"
  }

  package var status: String {
    switch condition {
    case .created: return "Created"
    case .exited:
      let end = record.state.finishedAt
      return "Exited (\(record.exitStatus)) " + (end.isEmpty ? "at an unknown time" : ContainerRow.age(end, now))
    case .running, .paused:
      let seconds = Timestamp.seconds(record.state.startedAt).map { max(now - $0, 0) } ?? 0
      return "Up " + Words.duration(seconds) + (condition == .paused ? " (Paused)" : "")
    }
  }

  /// `0.0.0.0:4000->80/tcp, 443/tcp`.
  package var ports: String {
    guard isUp else { return "" }
    var words: [String] = []
    for port in record.network.ports where port.host > 0 {
      let address = port.hostAddress.isEmpty ? "0.0.0.0" : port.hostAddress
      let shown = address.contains(":") ? "[\(address)]" : address
      words.append("\(shown):\(port.host)->\(port.container)/\(port.transport)")
    }
    if case .object(let exposed)? = record.config["ExposedPorts"] {
      let published = record.network.ports.map { "\($0.container)/\($0.transport)" }
      words += exposed.map { $0.0 }.filter { !published.contains($0) }
    }
    return words.joined(separator: ", ")
  }

  /// For `--format`, by docker's names.
  package func value(truncated: Bool) -> JSONValue {
    .object([
      ("ID", .string(truncated ? record.shortID : record.id)), ("Image", .string(record.imageName)),
      ("Command", .string(shown(command, truncated))), ("CreatedAt", .string(record.created)),
      ("RunningFor", .string(age)), ("Ports", .string(ports)), ("State", .string(condition.rawValue)),
      ("Status", .string(status)), ("Names", .string(record.name)),
      ("Labels", .string(record.labels.map { $0.key + "=" + $0.value }.joined(separator: ","))),
      (
        "Mounts",
        .string(record.mounts.map { $0.kind == .volume ? $0.volume : $0.source }.joined(separator: ","))
      ), ("Networks", .string(record.network.name.isEmpty ? record.network.mode : record.network.name)),
    ])
  }

  package func cells(truncated: Bool) -> [String] {
    [
      truncated ? record.shortID : record.id, record.imageName, shown(command, truncated), age, status, ports,
      record.name,
    ]
  }

  private func shown(_ text: String, _ truncated: Bool) -> String {
    truncated && text.count > 20 ? text.prefix(19) + "…" : text
  }

  // MARK: Filters

  /// Whether it passes all filters (`name=web`); several of one kind mean any of them.
  package func passes(_ filters: [String]) throws(Failure) -> Bool {
    var byKind: [(String, Bool)] = []
    for filter in filters {
      let parts = filter.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else { throw Failure(.usage, "--filter \(filter): not NAME=VALUE") }
      let result = try passes(parts[0], parts[1])
      if let index = byKind.firstIndex(where: { $0.0 == parts[0] && parts[0] != "label" }) {
        byKind[index].1 = byKind[index].1 || result
      } else {
        byKind.append((parts[0], result))
      }
    }
    return byKind.allSatisfy { $0.1 }
  }

  private func passes(_ kind: String, _ value: String) throws(Failure) -> Bool {
    switch kind {
    case "id": return record.id.hasPrefix(value)
    case "name": return record.name.contains(value)
    case "status": return condition.rawValue == value
    case "exited": return condition == .exited && "\(record.exitStatus)" == value
    case "ancestor":
      return record.imageName == value || record.imageName == value + ":latest" || record.imageID == value
        || record.imageID.hasPrefix("sha256:" + value)
    case "network": return record.network.name == value || record.network.mode == value
    case "volume": return record.mounts.contains { $0.volume == value || $0.destination == value }
    case "label":
      let pair = value.split(separator: "=", maxSplits: 1).map(String.init)
      return record.labels.contains { $0.key == pair[0] && (pair.count < 2 || $0.value == pair[1]) }
    default:
      throw Failure(
        .usage, "--filter \(kind): not known", hint: "id, name, status, exited, ancestor, network, volume, label")
    }
  }
}
