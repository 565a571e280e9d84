#include <WiFi.h>  // on an ESP8266: <ESP8266WiFi.h>
#include <WiFiUdp.h>

WiFiUDP udp;

// The unix time in seconds, 0 without an answer. Ask again 2 s later.
unsigned long askTime() {
  char text[21] = "?time";  // zeros behind it: the answer is no longer than the question
  udp.beginPacket("192.168.1.5", 8081);
  udp.write((const uint8_t *) text, 20);
  udp.endPacket();
  for (int i = 0; i < 50 && udp.parsePacket() == 0; i++) delay(10);
  int length = udp.read((uint8_t *) text, 20);
  text[length > 0 ? length : 0] = 0;  // #time 1764000000.123
  return strncmp(text, "#time ", 6) == 0 ? strtoul(text + 6, NULL, 10) : 0;
}

void setup() {
  Serial.begin(115200);
  WiFi.begin("network", "password");
  udp.begin(8081);
}

void loop() {
  Serial.println(askTime());
  delay(2000);
}
