// SPDX-License-Identifier: Apache-2.0

extension Resources {
  /// Reads the document of `update --resources`: a resources object of its own.
  package static func parse(_ bytes: [UInt8]) throws(JSONError) -> Resources {
    var reader = JSONReader(try JSONDocument.parse(bytes))
    return try Resources(&reader)
  }
}

extension Resources: JSONObject {
  /// The members runtime-spec 1.3 names here.
  package static var properties: StaticString { "devices memory cpu pids blockIO hugepageLimits network rdma unified" }

  package init(_ json: inout JSONReader) throws(JSONError) {
    self.init()
    let members = try json.members()
    while let member = json.next(members) {
      switch member {
      case "devices": devices = try json.objects()
      case "memory": memory = try json.object()
      case "cpu": cpu = try json.object()
      case "pids": pids = try json.object()
      case "blockIO": blockIO = try json.object()
      case "hugepageLimits": hugepageLimits = try json.objects()
      case "network": network = try json.object()
      case "rdma": rdma = try json.keyed()
      case "unified": unified = try json.map()
      default: json.skipUnknown(member, known: Resources.properties)
      }
    }
  }
}

extension DeviceRule: JSONObject {
  /// The members runtime-spec 1.3 names here.
  package static var properties: StaticString { "allow type major minor access" }

  package init(_ json: inout JSONReader) throws(JSONError) {
    self.init()
    let members = try json.members()
    while let member = json.next(members) {
      switch member {
      case "allow": allow = try json.bool()
      case "type": type = try json.string()
      case "major": major = try json.int64()
      case "minor": minor = try json.int64()
      case "access": access = try json.string()
      default: json.skipUnknown(member, known: DeviceRule.properties)
      }
    }
  }
}

extension Memory: JSONObject {
  /// The members runtime-spec 1.3 names here.
  package static var properties: StaticString {
    """
    limit reservation swap kernel kernelTCP swappiness disableOOMKiller useHierarchy checkBeforeUpdate
    """
  }

  package init(_ json: inout JSONReader) throws(JSONError) {
    self.init()
    let members = try json.members()
    while let member = json.next(members) {
      switch member {
      case "limit": limit = try json.int64()
      case "reservation": reservation = try json.int64()
      case "swap": swap = try json.int64()
      case "kernel": kernel = try json.int64()
      case "kernelTCP": kernelTCP = try json.int64()
      case "swappiness": swappiness = try json.uint64()
      case "disableOOMKiller": disableOOMKiller = try json.bool()
      case "useHierarchy": useHierarchy = try json.bool()
      case "checkBeforeUpdate": checkBeforeUpdate = try json.bool()
      default: json.skipUnknown(member, known: Memory.properties)
      }
    }
  }
}

extension CPU: JSONObject {
  /// The members runtime-spec 1.3 names here.
  package static var properties: StaticString {
    """
    shares quota burst period realtimeRuntime realtimePeriod cpus mems idle
    """
  }

  package init(_ json: inout JSONReader) throws(JSONError) {
    self.init()
    let members = try json.members()
    while let member = json.next(members) {
      switch member {
      case "shares": shares = try json.uint64()
      case "quota": quota = try json.int64()
      case "burst": burst = try json.uint64()
      case "period": period = try json.uint64()
      case "realtimeRuntime": realtimeRuntime = try json.int64()
      case "realtimePeriod": realtimePeriod = try json.uint64()
      case "cpus": cpus = try json.string()
      case "mems": mems = try json.string()
      case "idle": idle = try json.int64()
      default: json.skipUnknown(member, known: CPU.properties)
      }
    }
  }
}

extension Pids: JSONObject {
  /// The members runtime-spec 1.3 names here.
  package static var properties: StaticString { "limit" }

  package init(_ json: inout JSONReader) throws(JSONError) {
    self.init()
    let members = try json.members()
    while let member = json.next(members) {
      switch member {
      case "limit": limit = try json.int64()
      default: json.skipUnknown(member, known: Pids.properties)
      }
    }
  }
}

extension BlockIO: JSONObject {
  /// The members runtime-spec 1.3 names here.
  package static var properties: StaticString {
    """
    weight leafWeight weightDevice throttleReadBpsDevice throttleWriteBpsDevice throttleReadIOPSDevice
    throttleWriteIOPSDevice
    """
  }

  package init(_ json: inout JSONReader) throws(JSONError) {
    self.init()
    let members = try json.members()
    while let member = json.next(members) {
      switch member {
      case "weight": weight = try json.uint64()
      case "leafWeight": leafWeight = try json.uint64()
      case "weightDevice": weightDevice = try json.objects()
      case "throttleReadBpsDevice": throttleReadBpsDevice = try json.objects()
      case "throttleWriteBpsDevice": throttleWriteBpsDevice = try json.objects()
      case "throttleReadIOPSDevice": throttleReadIOPSDevice = try json.objects()
      case "throttleWriteIOPSDevice": throttleWriteIOPSDevice = try json.objects()
      default: json.skipUnknown(member, known: BlockIO.properties)
      }
    }
  }
}

extension WeightDevice: JSONObject {
  /// The members runtime-spec 1.3 names here.
  package static var properties: StaticString { "major minor weight leafWeight" }

  package init(_ json: inout JSONReader) throws(JSONError) {
    self.init()
    let members = try json.members()
    while let member = json.next(members) {
      switch member {
      case "major": major = try json.int64()
      case "minor": minor = try json.int64()
      case "weight": weight = try json.uint64()
      case "leafWeight": leafWeight = try json.uint64()
      default: json.skipUnknown(member, known: WeightDevice.properties)
      }
    }
  }
}

extension ThrottleDevice: JSONObject {
  /// The members runtime-spec 1.3 names here.
  package static var properties: StaticString { "major minor rate" }

  package init(_ json: inout JSONReader) throws(JSONError) {
    self.init()
    let members = try json.members()
    while let member = json.next(members) {
      switch member {
      case "major": major = try json.int64()
      case "minor": minor = try json.int64()
      case "rate": rate = try json.uint64()
      default: json.skipUnknown(member, known: ThrottleDevice.properties)
      }
    }
  }
}

extension HugepageLimit: JSONObject {
  /// The members runtime-spec 1.3 names here.
  package static var properties: StaticString { "pageSize limit" }

  package init(_ json: inout JSONReader) throws(JSONError) {
    self.init()
    let members = try json.members()
    while let member = json.next(members) {
      switch member {
      case "pageSize": pageSize = try json.string()
      case "limit": limit = try json.uint64()
      default: json.skipUnknown(member, known: HugepageLimit.properties)
      }
    }
  }
}

extension Network: JSONObject {
  /// The members runtime-spec 1.3 names here.
  package static var properties: StaticString { "classID priorities" }

  package init(_ json: inout JSONReader) throws(JSONError) {
    self.init()
    let members = try json.members()
    while let member = json.next(members) {
      switch member {
      case "classID": classID = try json.uint64()
      case "priorities": priorities = try json.objects()
      default: json.skipUnknown(member, known: Network.properties)
      }
    }
  }
}

extension InterfacePriority: JSONObject {
  /// The members runtime-spec 1.3 names here.
  package static var properties: StaticString { "name priority" }

  package init(_ json: inout JSONReader) throws(JSONError) {
    self.init()
    let members = try json.members()
    while let member = json.next(members) {
      switch member {
      case "name": name = try json.string()
      case "priority": priority = try json.uint64()
      default: json.skipUnknown(member, known: InterfacePriority.properties)
      }
    }
  }
}

extension RdmaLimit: JSONKeyedObject {
  /// The members runtime-spec 1.3 names here.
  package static var properties: StaticString { "hcaHandles hcaObjects" }

  package init(key: String, _ json: inout JSONReader) throws(JSONError) {
    self.init(device: key)
    let members = try json.members()
    while let member = json.next(members) {
      switch member {
      case "hcaHandles": hcaHandles = try json.uint64()
      case "hcaObjects": hcaObjects = try json.uint64()
      default: json.skipUnknown(member, known: RdmaLimit.properties)
      }
    }
  }
}
