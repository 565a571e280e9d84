#include <WiFi.h>  // on an ESP8266: <ESP8266WiFi.h>
#include <WiFiUdp.h>

WiFiUDP udp;

void setup() { WiFi.begin("network", "password"); }

void loop() {
  udp.beginPacket("192.168.1.5", 8081);
  udp.printf("temp,room=attic value=%.1f", 21.5);  // read your sensor here
  udp.endPacket();
  delay(10000);
}
