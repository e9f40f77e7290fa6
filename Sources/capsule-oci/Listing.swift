// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import CapsuleRuntime
internal import Kernel
internal import OCI
internal import OptionTable

// The verbs that show containers.
extension Call {
  /// `state`.
  func state() throws(Failure) {
    let state = try Operations.state(argument(0), settings())
    var json = JSONWriter(.indented("  "))
    state.write(to: &json)
    try Output.write(json.bytes + [0x0a])
  }

  /// `list`.
  func list() throws(Failure) {
    let listing = try Operations.list(settings())
    for problem in listing.problems { try? StandardStream.error.write(Array((problem + "\n").utf8)) }
    if values.has(.quiet) {
      for container in listing.containers { try Output.write(container.id + "\n") }
    } else if values.value(.format) == "json" {
      try Output.write(Call.json(listing.containers))
    } else {
      try Output.write(Call.table(listing.containers))
    }
  }

  /// One line, `null` when there is nothing: what Go's encoder writes and go-runc reads.
  private static func json(_ containers: [State]) -> [UInt8] {
    var json = JSONWriter(.compact)
    if containers.isEmpty {
      json.null()
    } else {
      json.beginArray()
      for container in containers { container.write(to: &json) }
      json.endArray()
    }
    return json.bytes + [0x0a]
  }

  private static func table(_ containers: [State]) -> String {
    var rows = [["ID", "PID", "STATUS", "BUNDLE", "CREATED", "OWNER"]]
    for container in containers {
      rows.append([
        container.id, String(container.pid), container.status, container.bundle, container.created, container.owner,
      ])
    }
    var widths = [Int](repeating: 0, count: 6)
    for row in rows {
      // At least 12 columns, three of them empty, like the peers.
      for (column, cell) in row.enumerated() { widths[column] = max(widths[column], cell.unicodeScalars.count + 3, 12) }
    }
    var text = ""
    for row in rows {
      for (column, cell) in row.enumerated() {
        text += cell
        if column < 5 { text += String(repeating: " ", count: widths[column] - cell.unicodeScalars.count) }
      }
      text += "\n"
    }
    return text
  }

  /// `ps`.
  func processes() throws(Failure) {
    if values.value(.format) == "json" {
      var json = JSONWriter(.compact)
      json.beginArray()
      for pid in try Operations.processes(argument(0), settings()) { json.integer(pid) }
      json.endArray()
      return try Output.write(json.bytes + [0x0a])
    }
    let options = Array(values.arguments.dropFirst())
    try Output.write(try Operations.processTable(argument(0), arguments: options, settings()))
  }

  /// `plan`.
  func plan() throws(Failure) {
    var request = try createRequest("container")
    request.bundle = argument(0)
    for line in try Operations.plan(request, settings()) { try Output.write(line + "\n") }
  }
}
