// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import CapsuleRuntime
internal import OCI
internal import OptionTable

extension Call {
  /// `events`: a line for each event.
  func events() throws(Failure) {
    let id = argument(0)
    if values.has(.stats) {
      return try Output.write(Call.line(.statistics(Operations.statistics(id, settings())), of: id))
    }
    let interval = try reading { () throws(UsageError) in try values.milliseconds(.interval) } ?? 5000
    try Operations.events(id, interval: interval, settings()) { (event) throws(Failure) in
      try Output.write(Call.line(event, of: id))
    }
  }

  /// `{"type":"stats","id":…,"data":…}`: go-runc decodes it, scripts look at its beginning.
  private static func line(_ event: ContainerEvent, of id: String) -> [UInt8] {
    var json = JSONWriter(.compact)
    json.beginObject()
    switch event {
    case .statistics(let statistics):
      json.member("type", "stats")
      json.member("id", id)
      json.name("data")
      statistics.write(to: &json)
    case .outOfMemory:
      json.member("type", "oom")
      json.member("id", id)
    }
    json.endObject()
    return json.bytes + [0x0a]
  }
}
