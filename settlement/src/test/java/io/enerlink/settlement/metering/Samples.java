package io.enerlink.settlement.metering;

/** What the reference device sends. */
final class Samples {
    static final String SENSORS = """
            {
              "timestamp": 33857692,
              "load": {
                "power": 994.8,
                "current": 240.75,
                "voltage": 4.1212,
                "daily_energy_wh": 10.1163,
                "total_energy_wh": 10.1163,
                "settlement_energy_wh": 10.1163
              },
              "solar": {
                "power": 1275.8,
                "current": 144.47,
                "voltage": 8.813601,
                "generating": true,
                "daily_energy_wh": 15.23495,
                "total_energy_wh": 15.23495,
                "settlement_energy_wh": 15.23495
              },
              "export": {
                "power": 38.6,
                "active": true,
                "current": 9.51,
                "voltage": 4.126,
                "daily_energy_wh": 1.959955,
                "total_energy_wh": 1.959955,
                "settlement_energy_wh": 1.959955
              },
              "import": {
                "power": 0.8,
                "active": false,
                "current": 0.13,
                "voltage": 5.550399,
                "daily_energy_wh": 0.004,
                "total_energy_wh": 0.004,
                "settlement_energy_wh": 0.004
              },
              "battery": {
                "power": 152.2,
                "state": "charging",
                "current": -36.49,
                "voltage": 4.176,
                "daily_energy_wh": 1.793849,
                "total_energy_wh": 1.793849,
                "settlement_energy_wh": 1.793849
              }
            }
            """;
    static final String STATUS = """
            {
              "timestamp": 33860400,
              "pwm": {
                "max_pwm": 255,
                "led_duty": 63
              },
              "grid": {
                "mode": "export",
                "exporting": true,
                "importing": false
              },
              "mqtt": {
                "attempts": 0,
                "connected": true
              },
              "wifi": {
                "ip": "192.168.1.2",
                "rssi": -60,
                "connected": true
              },
              "motor": {
                "duty": 0,
                "max_pwm": 1023,
                "percent": 0,
                "direction": "forward"
              },
              "motor1": {
                "duty": 0,
                "percent": 0,
                "direction": "forward"
              },
              "motor2": {
                "duty": 0,
                "percent": 0,
                "direction": "forward"
              },
              "system": {
                "free_heap": 225968
              }
            }
            """;
    static final String HEARTBEAT = """
            {
              "qos": 2,
              "status": "alive",
              "uptime": 33215145,
              "free_heap": 226024,
              "timestamp": 33215145
            }
            """;

    private Samples() {}
}
