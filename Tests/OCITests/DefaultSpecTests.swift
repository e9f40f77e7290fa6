// SPDX-License-Identifier: Apache-2.0
import OCI
import TestSupport
import Testing

@Suite struct DefaultSpecTests {
  @Test("the default configuration is the recorded one, and has nothing unknown")
  func standard() throws {
    let bytes = DefaultSpec().bytes
    try Golden.expect(String(decoding: bytes, as: UTF8.self), is: "spec.json")
    let spec = try RuntimeSpec.parse(bytes)
    #expect(spec.unknownProperties.isEmpty)
    #expect(spec.linux?.namespaces?.compactMap(\.type) == ["pid", "network", "ipc", "uts", "mount"])
  }

  @Test("the rootless configuration is the recorded one")
  func rootless() throws {
    var document = DefaultSpec()
    document.rootless = DefaultSpec.Caller(uid: 1000, gid: 100)
    document.hasCgroupNamespace = true
    try Golden.expect(String(decoding: document.bytes, as: UTF8.self), is: "spec-rootless.json")
    let spec = try RuntimeSpec.parse(document.bytes)
    #expect(spec.linux?.namespaces?.compactMap(\.type) == ["pid", "ipc", "uts", "mount", "cgroup", "user"])
    #expect(spec.linux?.uidMappings?.first?.hostID == 1000)
    #expect(spec.linux?.gidMappings?.first?.hostID == 100)
    #expect(spec.linux?.resources == nil)
  }

  @Test("throttle counters of the host's processors are masked")
  func throttling() throws {
    var document = DefaultSpec()
    document.throttleCounters = [0, 3]
    let masked = try RuntimeSpec.parse(document.bytes).linux?.maskedPaths
    #expect(
      masked?.suffix(2) == [
        "/sys/devices/system/cpu/cpu0/thermal_throttle", "/sys/devices/system/cpu/cpu3/thermal_throttle",
      ])
  }
}
