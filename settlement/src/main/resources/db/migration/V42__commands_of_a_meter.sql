-- What a device was told last.
CREATE INDEX device_command_history ON device_command (meter_id, command_id DESC);
